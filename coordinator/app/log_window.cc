#include "coordinator/app/log_window.h"

#include <limits>

namespace srnet::app {
namespace {

// No log is longer, and sums of positions and sizes cannot overflow below it.
constexpr std::int64_t kLastPosition = std::numeric_limits<std::int64_t>::max() / 2;

}  // namespace

void LogWindow::Append(std::int64_t position, std::string_view piece) {
  if (position < 0 || position > kLastPosition) return;
  const std::int64_t known = end() - position;
  if (known >= static_cast<std::int64_t>(piece.size())) return;
  if (known < 0 || text_.empty()) {
    begin_ = position;
    text_.clear();
  } else {
    piece.remove_prefix(static_cast<std::size_t>(known));
  }
  text_ += piece;
  if (text_.size() <= kLongest) return;
  std::size_t cut = text_.size() - kLongest;
  const std::size_t line = text_.find('\n', cut);
  if (line != std::string::npos && line + 1 < text_.size()) cut = line + 1;
  text_.erase(0, cut);
  begin_ += static_cast<std::int64_t>(cut);
}

LogWindow::Part LogWindow::From(std::int64_t position) const {
  if (position < begin_) return {.skipped = begin_ - position, .text = text_};
  if (position >= end()) return {};
  return {.skipped = 0, .text = std::string_view(text_).substr(static_cast<std::size_t>(position - begin_))};
}

}  // namespace srnet::app
