// Reads MNLI and HANS, as their authors publish them, into one data set.
//
// Looks in DIR, then in DIR/MNLI, for
//   train.tsv   dev_matched.tsv   hans/heuristics_evaluation_set.txt        (each also with .zst)
// and makes the sets "train", "dev" and "hans". HANS keeps its groups: heuristic, and subcase where the file
// has it. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "model/data/dataset.h"
#include "model/data/raw_rows.h"

namespace srnet::data {

struct ImportOptions {
  std::string name = "nli";                               // Of the data set.
  bool strict = false;                                    // A bad row is an error.
  std::uint64_t max_file_bytes = std::uint64_t{4} << 30;  // Of unpacked text, for each file.
};

struct ImportedFile {
  std::filesystem::path path;
  std::size_t rows = 0;
  BadRows bad_rows;
};

struct Import {
  Dataset dataset;
  std::vector<ImportedFile> files;  // In the order of dataset.sets.
};

// NotFound lists every file that is missing; InvalidArgument for a wrong header, for bad rows if strict, and
// for a file of which no row is left; DataLoss for a damaged archive.
StatusOr<Import> ImportNli(const std::filesystem::path& folder, const ImportOptions& options);

}  // namespace srnet::data
