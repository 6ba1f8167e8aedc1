// The line a person reads while a stage runs: "train 1200/3201  37%  25.1 examples/s  1m20s left  dev 0.714".
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace srnet::trainer {

struct ProgressFigures {
  std::string phase;
  std::int64_t step = 0;
  std::int64_t total_steps = 0;
  double examples_per_second = 0;
  std::optional<std::chrono::seconds> left;
  std::optional<double> dev_accuracy;
};

std::string ProgressText(const ProgressFigures& figures);

// "45s", "12m05s", "3h07m".
std::string DurationText(std::chrono::seconds duration);

}  // namespace srnet::trainer
