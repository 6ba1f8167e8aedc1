#include "common/asio/loop.h"

#include <pthread.h>

#include <atomic>
#include <future>
#include <optional>
#include <thread>

#include "common/asio/asio.h"
#include "common/status/status.h"

namespace srnet::asio {

using boost::asio::io_context;

struct Loop::Impl {
  using Guard = boost::asio::executor_work_guard<io_context::executor_type>;

  explicit Impl(std::string thread_name) : name(std::move(thread_name)) {}

  std::string name;
  io_context context{1};
  std::optional<Guard> guard;
  std::thread thread;
  std::atomic<std::thread::id> running_on;
};

Loop::Loop(std::string name) : impl_(std::make_unique<Impl>(std::move(name))) {}

Loop::~Loop() { Stop(); }

void Loop::Start() {
  SRNET_CHECK(!impl_->thread.joinable());
  impl_->guard.emplace(impl_->context.get_executor());
  impl_->thread = std::thread([impl = impl_.get()] {
    ::pthread_setname_np(::pthread_self(), impl->name.substr(0, 15).c_str());
    impl->running_on = std::this_thread::get_id();
    impl->context.run();
    impl->running_on = std::thread::id();
  });
}

void Loop::Stop() {
  if (!impl_->thread.joinable()) return;
  SRNET_CHECK(!IsCurrent());
  impl_->context.stop();
  impl_->thread.join();
  impl_->guard.reset();
}

void Loop::Post(Task task) { boost::asio::post(impl_->context, std::move(task)); }

void Loop::Call(Task task) {
  SRNET_CHECK(impl_->thread.joinable() && !IsCurrent());
  std::promise<void> done;
  Post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

bool Loop::IsCurrent() const { return impl_->running_on.load() == std::this_thread::get_id(); }

io_context& Loop::context() { return impl_->context; }

}  // namespace srnet::asio
