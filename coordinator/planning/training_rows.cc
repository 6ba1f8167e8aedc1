#include "coordinator/planning/training_rows.h"

#include <algorithm>
#include <cmath>

namespace srnet::planning {
namespace {

std::int64_t LargestOf(const CatalogueDataset& dataset, bool evaluated) {
  std::int64_t largest = 0;
  for (const CatalogueSet& set : dataset.sets) {
    const bool counts = evaluated ? IsForEvaluation(set.role) : set.role == SetRole::kTrain;
    if (counts) largest = std::max(largest, set.rows);
  }
  return largest;
}

// A written limit beats the scale; neither cuts what is no larger.
std::int64_t Limit(std::int64_t written, double scale, std::int64_t fewest, std::int64_t rows) {
  std::int64_t limit = written;
  if (written == 0 && scale < 1) {
    limit = std::max(fewest, static_cast<std::int64_t>(std::llround(scale * static_cast<double>(rows))));
  }
  return limit < rows ? limit : 0;
}

std::int64_t Limited(std::int64_t rows, std::int64_t limit) {
  return limit == 0 ? rows : std::min(rows, limit);
}

// As the import cuts it, see ImportDataset::oracle.
std::int64_t OracleRows(const CatalogueSet& set, std::int64_t train_limit, std::int64_t train_rows) {
  if (train_limit == 0) return set.rows * set.copies;
  const double share = static_cast<double>(train_limit) / static_cast<double>(train_rows);
  const auto rows = std::llround(static_cast<double>(set.rows) * share);
  return std::max<std::int64_t>(1, rows) * set.copies;
}

}  // namespace

bool IsReported(const Specification& specification, const CatalogueSet& set) {
  if (!IsForEvaluation(set.role)) return false;
  return specification.evaluate.empty() || std::ranges::any_of(specification.evaluate, [&](const auto& name) {
           return name.value == set.name;
         });
}

stage::ImportDataset ImportOf(const Specification& specification, const CatalogueDataset& dataset) {
  const RowLimits& limits = specification.limits;
  const double scale = specification.scale;
  stage::ImportDataset import;
  import.max_length = specification.max_length;
  import.train_rows = Limit(limits.train_rows, scale, 1, LargestOf(dataset, false));
  import.evaluation_rows =
      Limit(limits.evaluation_rows, scale, kFewestEvaluationRows, LargestOf(dataset, true));
  return import;
}

RowCounts CountRows(const Specification& specification, const CatalogueDataset& dataset,
                    const stage::ImportDataset& import) {
  RowCounts counts;
  const std::int64_t train_rows = LargestOf(dataset, false);
  counts.train = Limited(train_rows, import.train_rows);
  for (const CatalogueSet& set : dataset.sets) {
    if (set.role == SetRole::kOracle) counts.oracle += OracleRows(set, import.train_rows, train_rows);
    const std::int64_t rows = Limited(set.rows, import.evaluation_rows);
    if (IsReported(specification, set)) counts.reported += rows;
    const bool all = specification.curves == stage::Curves::kAll;
    if (set.role == SetRole::kDev || (set.role == SetRole::kOod && all)) counts.watched += rows;
  }
  return counts;
}

}  // namespace srnet::planning
