// Result rows on their way into a document of some format.
//
// The document is Begin, Rows of all rows in order, and End, one after the other. One thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "storage/stores/result_query.h"

namespace srnet::results {

enum class Format { kCsv, kJsonLines, kParquet };

class Document {
 public:
  virtual ~Document() = default;
  virtual std::string Begin() = 0;
  virtual std::string Rows(std::span<const storage::ResultRow> rows) = 0;
  virtual std::string End() = 0;
};

// Columns are the axes given, so that they do not depend on which rows there are.
std::unique_ptr<Document> MakeDocument(Format format, std::vector<std::string> axes);

}  // namespace srnet::results
