#include "common/asio/timer.h"

#include "common/asio/asio.h"

namespace srnet::asio {

struct Timer::Impl {
  explicit Impl(boost::asio::io_context& context) : timer(context) {}

  boost::asio::steady_timer timer;
  // Grows with every change, so a handler that was already queued when it was cancelled knows that it is
  // stale.
  std::uint64_t generation = 0;
};

Timer::Timer(Loop& loop) : impl_(std::make_shared<Impl>(loop.context())) {}

Timer::~Timer() { Cancel(); }

void Timer::After(std::chrono::nanoseconds delay, Task task) {
  const std::uint64_t generation = ++impl_->generation;
  impl_->timer.expires_after(delay);
  impl_->timer.async_wait([weak = std::weak_ptr(impl_), generation, task = std::move(task)](auto) mutable {
    const auto impl = weak.lock();
    if (impl != nullptr && impl->generation == generation) task();
  });
}

void Timer::Cancel() {
  ++impl_->generation;
  impl_->timer.cancel();
}

}  // namespace srnet::asio
