#include "worker/supervise/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "common/asio/asio.h"
#include "common/files/errno_status.h"
#include "worker/supervise/process_group.h"

namespace srnet::supervise {

using boost::asio::posix::stream_descriptor;

// Shared with the handlers under way, which do nothing once the process object is gone.
struct Process::Watch : std::enable_shared_from_this<Watch> {
  Watch(asio::Loop& loop, ProcessGroup process_group, OnBytes bytes, OnExit exit)
      : group(std::move(process_group)),
        events(loop.context()),
        end(loop.context()),
        on_bytes(std::move(bytes)),
        on_exit(std::move(exit)) {}

  void ReadEvents();
  void AwaitEnd();
  void Finish();
  void DrainEvents();
  bool abandoned() const { return on_exit == nullptr; }

  ProcessGroup group;
  stream_descriptor events;
  stream_descriptor end;  // A pidfd: readable once the program has ended.
  OnBytes on_bytes;
  OnExit on_exit;
  std::array<char, 1 << 16> buffer;
};

void Process::Watch::ReadEvents() {
  events.async_read_some(
      boost::asio::buffer(buffer),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (error || self->abandoned()) return;
        self->on_bytes({self->buffer.data(), size});
        if (!self->abandoned()) self->ReadEvents();
      });
}

void Process::Watch::AwaitEnd() {
  end.async_wait(stream_descriptor::wait_read,
                 [self = shared_from_this()](const boost::system::error_code& error) {
                   if (!error && !self->abandoned()) self->Finish();
                 });
}

void Process::Watch::Finish() {
  const std::optional<Exit> exit = group.Reap();
  if (!exit.has_value()) return AwaitEnd();  // A wake-up without cause.
  group.Kill();
  DrainEvents();
  if (abandoned()) return;
  OnExit callback = std::exchange(on_exit, nullptr);
  callback(*exit);
}

// The group is dead, so what the pipe holds now is all that will come.
void Process::Watch::DrainEvents() {
  const int descriptor = events.native_handle();
  events.cancel();
  std::array<char, 1 << 16> bytes;
  while (!abandoned()) {
    const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    on_bytes({bytes.data(), static_cast<std::size_t>(count)});
  }
}

StatusOr<std::unique_ptr<Process>> Process::Start(asio::Loop& loop, Command command, OnBytes on_bytes,
                                                  OnExit on_exit) {
  SRNET_CHECK(loop.IsCurrent());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "cannot make an event pipe");
  FileDescriptor reading(ends[0]);
  const FileDescriptor writing(ends[1]);
  ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
  command.inherited.insert(command.inherited.begin(), writing.get());

  SRNET_ASSIGN_OR_RETURN(ProcessGroup group, ProcessGroup::Start(command));
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, group.program(), 0));
  if (pidfd < 0) return ErrnoStatus(errno, "cannot watch {}", command.program.native());
  auto watch = std::make_shared<Watch>(loop, std::move(group), std::move(on_bytes), std::move(on_exit));
  watch->events.assign(reading.Release());
  watch->end.assign(pidfd);
  watch->ReadEvents();
  watch->AwaitEnd();
  return std::unique_ptr<Process>(new Process(std::move(watch)));
}

Process::Process(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}

Process::~Process() {
  watch_->on_exit = nullptr;
  watch_->group.Kill();
  watch_->events.cancel();
  watch_->end.cancel();
}

void Process::Signal(int signal) { watch_->group.Signal(signal); }

}  // namespace srnet::supervise
