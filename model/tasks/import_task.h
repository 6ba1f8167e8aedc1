// Reads the published files of a task, as its description says, into one data set.
//
// Each file may be compressed as FILE.zst. A group column in which no row has a value is dropped: some copies
// of HANS have lost the subcases. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "model/data/dataset.h"
#include "model/tasks/description.h"
#include "model/tasks/raw_rows.h"

namespace srnet::tasks {

struct ImportOptions {
  std::string name = {};                                  // Of the data set; "" for that of the description.
  bool strict = false;                                    // A bad row is an error.
  std::uint64_t max_file_bytes = std::uint64_t{4} << 30;  // Of unpacked text, for each file.
};

struct ImportedFile {
  std::filesystem::path path;
  std::size_t rows = 0;
  std::int64_t left_out = 0;
  BadRows bad_rows;
};

struct Import {
  data::Dataset dataset;
  std::vector<ImportedFile> files;  // In the order of dataset.sets.
  std::vector<std::string> absent;  // Optional sets of which there is no file.
};

// NotFound lists every set that lacks its file; InvalidArgument for a header without a column, for bad rows
// if strict, and for a file of which no row is left; DataLoss for a damaged archive.
StatusOr<Import> ImportTask(const TaskDescription& task, const std::filesystem::path& folder,
                            const ImportOptions& options);

}  // namespace srnet::tasks
