// A condition on results, as a tree with a root of any kind: what a filter text
// (coordinator/results/filter_text.h) means.
//
// A row that lacks an axis fulfils no comparison of it but kNotEqual. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/stores/sweep_records.h"

namespace srnet::storage {

enum class ResultField : std::uint8_t { kSweep, kPoint, kStage, kSet, kMetric, kGroup, kValue, kAxis };

enum class Comparator : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kHas
};

struct ResultCondition {
  enum class Kind : std::uint8_t { kAll, kAny, kNot, kComparison };
  Kind kind = Kind::kAll;  // Of no parts: holds always.
  std::vector<ResultCondition> parts{};

  // Of a comparison. `number` is that of `text`, where it is one; the comparators of order need it, and it is
  // what kPoint and kValue are compared with.
  ResultField field = ResultField::kValue;
  std::string axis{};  // Of kAxis.
  Comparator comparator = Comparator::kEqual;
  std::string text{};
  std::optional<double> number{};
};

// Whether it compares what single runs have: their value, point, stage or sweep. Then the seeds of a model
// that do not fulfil it are not missing.
bool JudgesRuns(const ResultCondition& condition);

// Whether it holds for every, or for no, row of a point with these coordinates; nothing when that depends on
// the row.
std::optional<bool> HoldsAt(const ResultCondition& condition, const Coordinates& coordinates);

}  // namespace srnet::storage
