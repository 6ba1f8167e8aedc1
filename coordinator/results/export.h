// All rows of a query as one document, made in pieces as it is read.
//
// The rows come in the order of points. One thread at a time; blocks on the database.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/status/status.h"
#include "coordinator/results/document.h"
#include "storage/stores/reader_pool.h"
#include "storage/stores/result_query.h"

namespace srnet::results {

class Export {
 public:
  Export(storage::ReaderPool& readers, storage::ResultFilter filter, std::unique_ptr<Document> document)
      : readers_(readers), filter_(std::move(filter)), document_(std::move(document)) {}

  // Empty at the end; a piece is a few hundred KiB, but the end of a Parquet file grows with the number of
  // its row groups. The codes of storage::QueryResults.
  StatusOr<std::string> Next();

 private:
  storage::ReaderPool& readers_;
  const storage::ResultFilter filter_;
  std::unique_ptr<Document> document_;
  bool started_ = false;
  bool at_end_ = false;
  std::string page_;
};

}  // namespace srnet::results
