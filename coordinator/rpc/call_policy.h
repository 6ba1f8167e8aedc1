// Where the calls of a service run, and who hears how they ended.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "common/asio/loop.h"
#include "common/status/status.h"

namespace srnet::rpc {

struct CallPolicy {
  // Called on gRPC's threads; must queue the task and return: a loop's or a pool's Post.
  std::function<void(asio::Task)> run;
  // Called on any thread when a call has been answered. `method` is a literal like "SweepService/Plan";
  // streams that live as long as their peer have no duration.
  using Duration = std::optional<std::chrono::nanoseconds>;
  std::function<void(std::string_view method, StatusCode code, Duration duration)> observe;
};

}  // namespace srnet::rpc
