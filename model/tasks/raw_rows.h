// Rows of a published data set file, and an account of the rows that were left out.
//
// The published files have rows without a gold label and the odd broken line. Those are left out and counted,
// the first five with file, line and reason; nobody loses rows without being told. Plain values, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/data/dataset.h"

namespace srnet::tasks {

struct BadRows {
  static constexpr std::size_t kReported = 5;

  std::int64_t count = 0;
  std::vector<std::string> first;  // "train.tsv:17: the label \"-\" is ..."

  void Add(std::string_view file, std::size_t line, std::string_view reason);
};

// OK when nothing was left out, else InvalidArgument with the count and the first reports: what "strict"
// means.
Status RefuseBadRows(const BadRows& bad_rows, std::string_view file);

struct RawRows {
  std::vector<data::Row> rows;
  BadRows bad_rows;
  std::int64_t left_out = 0;  // Rows that the description wants left out: not bad, not kept.
};

}  // namespace srnet::tasks
