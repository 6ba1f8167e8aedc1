// The texts inside a data set folder: dataset.json and the lines of its sets. Internal to model/data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/data/dataset.h"

namespace srnet::data {

// What dataset.json says of a set beside its description.
struct SetFile {
  std::string file;
  std::uint64_t rows = 0;
};

// The texts must be UTF-8.
std::string DescriptionToJson(const Dataset& dataset);
std::string RowToJson(const Row& row);

// Returns the data set without its rows; `files` gets one entry per set. Messages begin with `where`.
StatusOr<Dataset> ParseDescription(std::string_view json, std::string_view where,
                                   std::vector<SetFile>& files);

// The message does not name the line: the caller knows it.
StatusOr<Row> ParseRow(std::string_view json);

std::string FileOfSet(const LabelledSet& set);

}  // namespace srnet::data
