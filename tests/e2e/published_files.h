// The files of the three tasks of the paper as their authors publish them, with a few made-up rows each.
//
// MNLI with HANS, QQP with PAWS and FEVER with its symmetric sets: names, columns and spellings are the real
// ones (model/tasks/descriptions), so that `srnet data import` reads them. The rows are the same on every
// run.
#pragma once

#include <filesystem>

namespace srnet::testing {

// Below `folder`: MNLI/, QQP/ and fever/. 50 training rows, 20 in every evaluation set, 10 for oracles.
void WritePublishedFiles(const std::filesystem::path& folder);

}  // namespace srnet::testing
