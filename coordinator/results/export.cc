#include "coordinator/results/export.h"

namespace srnet::results {
namespace {

constexpr std::int64_t kRowsPerPiece = 1000;

}  // namespace

StatusOr<std::string> Export::Next() {
  std::string piece;
  if (!started_) piece = document_->Begin();
  started_ = true;
  if (at_end_) return piece;
  SRNET_ASSIGN_OR_RETURN(auto reader, readers_.Borrow());
  SRNET_ASSIGN_OR_RETURN(
      const storage::ResultPage page,
      storage::QueryResults(*reader, filter_, storage::ResultOrder::kPoint, kRowsPerPiece, page_));
  piece += document_->Rows(page.rows);
  page_ = page.next_page;
  at_end_ = page_.empty();
  return at_end_ ? piece + document_->End() : piece;
}

}  // namespace srnet::results
