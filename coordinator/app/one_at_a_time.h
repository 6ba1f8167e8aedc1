// Something that only one caller does at a time; others are refused. Any thread.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>

#include "common/status/status.h"

namespace srnet::app {

class OneAtATime {
  struct GiveBack {
    std::shared_ptr<std::atomic<bool>> taken;
    void operator()(std::atomic<bool>*) const { *taken = false; }
  };

 public:
  // Lasts until it is destroyed.
  using Turn = std::unique_ptr<std::atomic<bool>, GiveBack>;

  // ABORTED: another has it. `what` is for the message.
  StatusOr<Turn> Take(std::string_view what) {
    if (taken_->exchange(true)) return Aborted("another {} is under way: wait for its end", what);
    return Turn(taken_.get(), GiveBack{taken_});
  }

 private:
  std::shared_ptr<std::atomic<bool>> taken_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace srnet::app
