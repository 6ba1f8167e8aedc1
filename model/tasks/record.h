// One row of a published file, whatever its format: the text of a column, or why there is none.
//
// Views point into the line. Internal to model/tasks. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/json/value.h"
#include "model/tasks/description.h"

namespace srnet::tasks {

class Record {
 public:
  virtual ~Record() = default;

  // Takes in the next line; the result says what is wrong with it as a whole, "" for nothing.
  virtual std::string Read(std::string_view line) = 0;

  // Whether that line has another number of columns than the header of its file.
  virtual bool IsRagged() const { return false; }

  // "" and the text, or why there is none.
  virtual std::string Get(const Column& column, std::string& text) const = 0;
};

// A line cut at its tabs. Columns have been resolved to positions.
class TabbedRecord : public Record {
 public:
  // `columns` is how many each line must have, 0 for any number.
  explicit TabbedRecord(std::size_t columns) : columns_(columns) {}

  std::string Read(std::string_view line) override;
  bool IsRagged() const override { return columns_ != 0 && values_.size() != columns_; }
  std::string Get(const Column& column, std::string& text) const override;

 private:
  std::size_t columns_;
  std::vector<std::string_view> values_;
};

// A line that is a JSON object; strings and whole numbers are text.
class JsonRecord : public Record {
 public:
  std::string Read(std::string_view line) override;
  std::string Get(const Column& column, std::string& text) const override;

 private:
  json::Value object_;
};

// Cuts a line at each tab, without any quoting.
void SplitAtTabs(std::string_view line, std::vector<std::string_view>& columns);

}  // namespace srnet::tasks
