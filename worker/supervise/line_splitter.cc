#include "worker/supervise/line_splitter.h"

namespace srnet::supervise {

std::vector<std::string> LineSplitter::Push(std::string_view bytes) {
  std::vector<std::string> lines;
  while (!overflowed_ && !bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    rest_ += bytes.substr(0, end);
    overflowed_ = rest_.size() > max_line_;
    if (overflowed_ || end == std::string_view::npos) break;
    lines.push_back(std::move(rest_));
    rest_.clear();
    bytes.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace srnet::supervise
