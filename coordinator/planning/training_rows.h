// How many rows a sweep reads of a data set: its limits, or its scale, applied to each set.
//
// Any thread.
#pragma once

#include <cstdint>

#include "common/stage/work.h"
#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

// Scores on fewer rows say too little: a scale leaves so many of every evaluation set.
inline constexpr std::int64_t kFewestEvaluationRows = 500;

struct RowCounts {
  std::int64_t train = 0;
  std::int64_t oracle = 0;    // What an oracle trains on besides, in all copies.
  std::int64_t reported = 0;  // Of the sets that are evaluated at the end.
  std::int64_t watched = 0;   // Of the sets that are evaluated while training.
};

// The import stage of the data set, not that of an oracle. A limit that no set reaches is no limit: the stage
// is the same.
stage::ImportDataset ImportOf(const Specification& specification, const CatalogueDataset& dataset);

RowCounts CountRows(const Specification& specification, const CatalogueDataset& dataset,
                    const stage::ImportDataset& import);

// Whether the set is evaluated at the end of this sweep's points.
bool IsReported(const Specification& specification, const CatalogueSet& set);

}  // namespace srnet::planning
