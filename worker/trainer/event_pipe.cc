#include "worker/trainer/event_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace srnet::trainer {

EventPipe::EventPipe(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) return;
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  descriptor_ = descriptor;
}

void EventPipe::Write(const trainer_protocol::Event& event) {
  if (!open()) return;
  const std::string line = trainer_protocol::ToLine(event) + '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      descriptor_ = -1;
      return;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace srnet::trainer
