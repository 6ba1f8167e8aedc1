// The folder a data set is kept in: dataset.json and one file of JSON lines per set.
//
//   dataset.json   {"format": 2, "labels": ["contradiction", ...], "name": "embedded", "sets": [
//                     {"copies": 1, "file": "ood.jsonl", "groups": ["heuristic"], "label_merge": [0, 1, 0],
//                      "labels": [...], "metrics": ["accuracy"], "name": "ood", "positive": "entailment",
//                      "role": "ood", "rows": 3000}, ...], "task": "nli"}
//   ood.jsonl      {"a": "...", "b": "...", "groups": ["subsequence"], "id": "ood-0", "label": 0}
//
// The bytes are a function of the data set alone (sorted keys, no floating point), so the same import has the
// same digest. Folders of format 1, whose sets had one "metric" and neither "copies" nor "positive", are
// still read. Any thread.
#pragma once

#include <filesystem>

#include "common/status/status.h"
#include "model/data/dataset.h"

namespace srnet::data {

// Writes to a temporary folder beside `folder` and renames it, so that a crash leaves either nothing or all
// of it. AlreadyExists when `folder` is there and not empty, InvalidArgument when CheckDataset fails, else
// what the disk says.
Status WriteDatasetFolder(const Dataset& dataset, const std::filesystem::path& folder);

// Checks everything that CheckDataset does and that the rows are as many as dataset.json says.
// InvalidArgument names file and line of the first defect, NotFound the file that is missing.
StatusOr<Dataset> ReadDatasetFolder(const std::filesystem::path& folder);

}  // namespace srnet::data
