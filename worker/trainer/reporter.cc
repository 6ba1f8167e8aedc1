#include "worker/trainer/reporter.h"

#include <cmath>
#include <utility>

#include "worker/trainer/progress_text.h"

namespace srnet::trainer {
namespace {

using std::chrono::duration;
using std::chrono::seconds;

constexpr seconds kEventPeriod{1};
constexpr seconds kPlainLinePeriod{5};

}  // namespace

Reporter::Reporter(EventPipe& pipe, const Display& display, Clock now)
    : pipe_(pipe), display_(display), now_(std::move(now)), last_call_(now_()) {}

void Reporter::StartPhase(std::string_view phase, std::int64_t step) {
  phase_ = phase;
  phase_first_step_ = step;
  phase_begin_ = now_();
  reported_step_ = -1;
  examples_ = 0;
  event_time_.reset();
  line_time_.reset();
}

void Reporter::Progress(std::string_view phase, std::int64_t step, std::int64_t total_steps,
                        std::int64_t examples) {
  if (phase != phase_) StartPhase(phase, step);
  examples_ += examples;
  const auto now = now_();
  // What a phase reports first was worked on since the call before, of the phase before.
  const auto since = event_time_.value_or(last_call_);
  last_call_ = now;
  // Once: evaluations after the last step report the same step many times.
  const bool last = step >= total_steps && step != reported_step_;
  if (event_time_ && now - *event_time_ < kEventPeriod && !last) return;
  const double elapsed = duration<double>(now - since).count();
  if (elapsed > 0) rate_ = static_cast<double>(examples_) / elapsed;
  examples_ = 0;
  event_time_ = now;
  reported_step_ = step;
  pipe_.Write(trainer_protocol::Progress{.phase = phase_,
                                         .step = step,
                                         .total_steps = total_steps,
                                         .examples_per_second = std::round(rate_ * 10) / 10});
  if (!display_.terminal && line_time_ && now - *line_time_ < kPlainLinePeriod && !last) return;
  line_time_ = now;
  Show(ProgressText({phase_, step, total_steps, rate_, TimeLeft(step, total_steps), dev_accuracy_}), false);
}

std::optional<seconds> Reporter::TimeLeft(std::int64_t step, std::int64_t total_steps) const {
  if (step <= phase_first_step_) return std::nullopt;
  const double per_step =
      duration<double>(now_() - phase_begin_).count() / static_cast<double>(step - phase_first_step_);
  return seconds(std::llround(per_step * static_cast<double>(total_steps - step)));
}

void Reporter::Report(const trainer_protocol::Event& event) {
  if (const auto* curve = std::get_if<trainer_protocol::CurvePoint>(&event)) {
    if (curve->set == "dev" && curve->metric == "accuracy") dev_accuracy_ = curve->value;
  }
  pipe_.Write(event);
  const bool ends = std::holds_alternative<trainer_protocol::Done>(event) ||
                    std::holds_alternative<trainer_protocol::Failed>(event);
  if (ends && display_.terminal && line_time_) Show("", true);
}

void Reporter::Notice(const std::string& text) {
  pipe_.Write(trainer_protocol::Notice{text});
  Show(text, true);
}

// A terminal line is overwritten by the next one unless it is to keep.
void Reporter::Show(const std::string& text, bool keep) {
  if (display_.stream == nullptr) return;
  if (display_.terminal) {
    std::fprintf(display_.stream, "\r\x1b[K%s%s", text.c_str(), keep ? "\n" : "");
  } else {
    std::fprintf(display_.stream, "%s\n", text.c_str());
  }
  std::fflush(display_.stream);
}

}  // namespace srnet::trainer
