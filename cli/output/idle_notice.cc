#include "cli/output/idle_notice.h"

#include <cctype>
#include <utility>

namespace srnet::cli {

bool IdleNotice::Due(bool idle, Instant now) {
  if (!idle) {
    since_.reset();
    said_.clear();
    return false;
  }
  if (!since_) since_ = now;
  if (now - *since_ < patience_) return false;
  since_ = now;
  return true;
}

bool IdleNotice::IsNew(const std::string& reason) {
  std::string words = reason;
  std::erase_if(words, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (words == said_) return false;
  said_ = std::move(words);
  return true;
}

}  // namespace srnet::cli
