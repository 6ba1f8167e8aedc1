#include "coordinator/results/document.h"

#include <utility>

#include "coordinator/results/parquet_document.h"
#include "coordinator/results/row_format.h"

namespace srnet::results {
namespace {

class CsvDocument final : public Document {
 public:
  explicit CsvDocument(std::vector<std::string> axes) : axes_(std::move(axes)) {}

  std::string Begin() override { return CsvHeader(axes_); }
  std::string Rows(std::span<const storage::ResultRow> rows) override {
    std::string lines;
    for (const storage::ResultRow& row : rows) lines += CsvLine(axes_, row);
    return lines;
  }
  std::string End() override { return ""; }

 private:
  const std::vector<std::string> axes_;
};

class JsonLinesDocument final : public Document {
 public:
  std::string Begin() override { return ""; }
  std::string Rows(std::span<const storage::ResultRow> rows) override {
    std::string lines;
    for (const storage::ResultRow& row : rows) lines += JsonLine(row);
    return lines;
  }
  std::string End() override { return ""; }
};

}  // namespace

std::unique_ptr<Document> MakeDocument(Format format, std::vector<std::string> axes) {
  if (format == Format::kCsv) return std::make_unique<CsvDocument>(std::move(axes));
  if (format == Format::kJsonLines) return std::make_unique<JsonLinesDocument>();
  return std::make_unique<ParquetDocument>(axes);
}

}  // namespace srnet::results
