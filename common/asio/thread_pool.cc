#include "common/asio/thread_pool.h"

#include <pthread.h>

#include <optional>
#include <thread>
#include <vector>

#include "common/asio/asio.h"

namespace srnet::asio {

using boost::asio::io_context;

struct ThreadPool::Impl {
  io_context context;
  std::optional<boost::asio::executor_work_guard<io_context::executor_type>> guard;
  std::vector<std::thread> threads;
};

ThreadPool::ThreadPool(const std::string& name, int threads) : impl_(std::make_unique<Impl>()) {
  impl_->guard.emplace(impl_->context.get_executor());
  for (int i = 0; i < threads; ++i) {
    impl_->threads.emplace_back([impl = impl_.get(), name] {
      ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
      impl->context.run();
    });
  }
}

ThreadPool::~ThreadPool() { Stop(); }

void ThreadPool::Post(Task task) { boost::asio::post(impl_->context, std::move(task)); }

void ThreadPool::Stop() {
  impl_->guard.reset();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

}  // namespace srnet::asio
