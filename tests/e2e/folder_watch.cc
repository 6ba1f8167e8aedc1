#include "tests/e2e/folder_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace srnet::testing {

FolderWatch::FolderWatch(const std::filesystem::path& folder)
    : changes_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  const std::uint32_t events = IN_CREATE | IN_MODIFY | IN_MOVED_TO;
  if (::inotify_add_watch(changes_.get(), folder.c_str(), events) < 0) std::abort();
}

bool FolderWatch::Await(std::chrono::milliseconds patience, const std::function<bool()>& condition) const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd change{.fd = changes_.get(), .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&change, 1, static_cast<int>(left.count())) == 0) return false;
    std::array<char, 4096> ignored{};
    while (::read(changes_.get(), ignored.data(), ignored.size()) > 0) {
    }
  }
  return true;
}

}  // namespace srnet::testing
