// All rows of a query as one document, made in pieces as it is read.
//
// The rows come in the order of points. The columns of a CSV are the axes given, so that they do not depend
// on which rows there are. One thread at a time; blocks on the database.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "coordinator/results/row_format.h"
#include "storage/stores/reader_pool.h"
#include "storage/stores/result_query.h"

namespace srnet::results {

class Export {
 public:
  Export(storage::ReaderPool& readers, storage::ResultFilter filter, Format format,
         std::vector<std::string> axes)
      : readers_(readers), filter_(std::move(filter)), format_(format), axes_(std::move(axes)) {}

  // Empty at the end; a piece is a few hundred KiB at most. The codes of storage::QueryResults.
  StatusOr<std::string> Next();

 private:
  storage::ReaderPool& readers_;
  const storage::ResultFilter filter_;
  const Format format_;
  const std::vector<std::string> axes_;
  bool started_ = false;
  bool at_end_ = false;
  std::string page_;
};

}  // namespace srnet::results
