// The lines of a text in memory, numbered from 1, without their "\n" or "\r\n". Any thread.
//
//   for (Lines lines(text); lines.Next();) Use(lines.number(), lines.line());
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace srnet::data {

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // Steps to the next line; false at the end. A last line without line end counts.
  bool Next() {
    if (rest_.empty()) return false;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
    ++number_;
    return true;
  }

  std::string_view line() const { return line_; }
  std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::size_t number_ = 0;
};

}  // namespace srnet::data
