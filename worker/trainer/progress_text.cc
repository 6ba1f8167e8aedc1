#include "worker/trainer/progress_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace srnet::trainer {

std::string DurationText(std::chrono::seconds duration) {
  const auto seconds = duration.count();
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m", seconds / 3600, seconds / 60 % 60);
}

std::string ProgressText(const ProgressFigures& figures) {
  const std::int64_t percent = 100 * figures.step / std::max<std::int64_t>(1, figures.total_steps);
  std::string text = fmt::format("{} {}/{}  {}%  {:.1f} examples/s", figures.phase, figures.step,
                                 figures.total_steps, percent, figures.examples_per_second);
  if (figures.left) text += fmt::format("  {} left", DurationText(*figures.left));
  if (figures.dev_accuracy) text += fmt::format("  dev {:.3f}", *figures.dev_accuracy);
  return text;
}

}  // namespace srnet::trainer
