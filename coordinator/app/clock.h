// The two times of the coordinator: steady for leases, UTC for records. Injected, so tests choose them. Any
// thread.
#pragma once

#include <chrono>
#include <functional>

namespace srnet::app {

struct Clock {
  std::function<std::chrono::steady_clock::time_point()> steady = [] {
    return std::chrono::steady_clock::now();
  };
  std::function<std::chrono::sys_time<std::chrono::milliseconds>()> utc = [] {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  };
};

}  // namespace srnet::app
