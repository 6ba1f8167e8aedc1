// Result rows as a Parquet file, with the columns of the CSV: sweep, point, axes, set, metric, group, value,
// stage.
//
// Axes of numbers are numbers, all others texts; an axis that a point has no value on is missing there.
#pragma once

#include "coordinator/results/document.h"
#include "coordinator/results/parquet_writer.h"

namespace srnet::results {

class ParquetDocument final : public Document {
 public:
  explicit ParquetDocument(const std::vector<std::string>& axes);

  std::string Begin() override;
  std::string Rows(std::span<const storage::ResultRow> rows) override;
  std::string End() override;

 private:
  std::vector<ParquetColumn> columns_;
  ParquetWriter writer_;
};

}  // namespace srnet::results
