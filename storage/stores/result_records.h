// What a stage yields: numbers, series and products.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/stores/ids.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

// `group` is empty for the whole set, "overlap/entailment" for a part of it. `set` is empty for what is no
// property of an evaluation set, such as the sparsity.
struct MetricRecord {
  std::string set;
  std::string metric;
  std::string group;
  double value = 0;
};

struct CurvePoint {
  std::string set;
  std::string metric;
  std::int64_t step = 0;
  double value = 0;
};

struct StageResult {
  std::vector<NamedArtifact> artifacts;
  std::vector<MetricRecord> metrics;
  std::vector<CurvePoint> curve;  // Points that are stored already are overwritten.
  std::string provenance;         // JSON, empty: none.
};

}  // namespace srnet::storage
