#include "cli/output/progress_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output/words.h"

namespace srnet::cli {
namespace {

constexpr std::chrono::seconds kReminder{30};
constexpr std::size_t kBarWidth = 20;
constexpr std::size_t kLabelWidth = 44;

bool IsFinal(v1::Stage::State state) {
  return state == v1::Stage::STATE_DONE || state == v1::Stage::STATE_FAILED ||
         state == v1::Stage::STATE_SKIPPED || state == v1::Stage::STATE_CANCELLED;
}

std::int64_t TotalOf(const v1::StageCounts& counts) {
  return counts.blocked() + counts.ready() + counts.leased() + counts.done() + counts.failed() +
         counts.skipped() + counts.cancelled();
}

double Fraction(const v1::Progress& progress) {
  if (progress.total_steps() <= 0) return 0;
  const double fraction = static_cast<double>(progress.step()) / static_cast<double>(progress.total_steps());
  return std::clamp(fraction, 0.0, 1.0);
}

// Code points are never cut in two; one code point is taken as one column.
std::string Cut(const std::string& text, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (columns++ == width) return text.substr(0, i);
  }
  return text;
}

}  // namespace

std::vector<std::string> ProgressView::Update(const v1::WatchSweepResponse& response, Instant now) {
  std::vector<std::string> lines;
  if (response.has_sweep()) sweep_ = response.sweep();
  for (const v1::Stage& stage : response.stages()) UpdateStage(stage, now, lines);
  seen_ = true;
  return lines;
}

void ProgressView::UpdateStage(const v1::Stage& stage, Instant now, std::vector<std::string>& lines) {
  const auto known = stages_.find(stage.stage_key());
  const bool ended_before = known != stages_.end() ? IsFinal(known->second.state()) : !seen_;
  if (known == stages_.end()) order_.push_back(stage.stage_key());
  stages_[stage.stage_key()] = stage;
  if (!ended_before) AddNotices(stage, lines);
  if (stage.state() == v1::Stage::STATE_LEASED) return UpdateRunning(stage, now, lines);
  const bool worth_saying =
      stage.state() == v1::Stage::STATE_DONE || stage.state() == v1::Stage::STATE_FAILED;
  if (worth_saying && !ended_before) lines.push_back(Ended(stage, now));
  running_.erase(stage.stage_key());
}

// Stages of one kind tend to say the same: that is told of the first of them.
void ProgressView::AddNotices(const v1::Stage& stage, std::vector<std::string>& lines) {
  for (const std::string& notice : stage.notices()) {
    if (told_.insert(notice).second)
      lines.push_back(fmt::format("note     {}: {}", stage.label(), FirstLine(notice)));
  }
}

void ProgressView::UpdateRunning(const v1::Stage& stage, Instant now, std::vector<std::string>& lines) {
  const v1::Progress& progress = stage.progress();
  // Waiting at the worker is not running: nothing is said before the first progress.
  if (progress.phase().empty()) return;
  const auto [entry, is_new] = running_.try_emplace(stage.stage_key());
  Running& running = entry->second;
  if (is_new) running.started = now;
  if (is_new || running.phase != progress.phase() || progress.step() < running.first_step) {
    running.since = now;
    running.first_step = progress.step();
    running.phase = progress.phase();
  }
  if (terminal_.interactive) return;
  if (is_new) {
    running.reminded = now;
    lines.push_back(fmt::format("started  {}", stage.label()));
  } else if (now - running.reminded >= kReminder) {
    running.reminded = now;
    lines.push_back(fmt::format("running  {}: {}", stage.label(), Numbers(stage, running, now)));
  }
}

double ProgressView::SecondsOf(const v1::Stage& stage, Instant now) const {
  const auto running = running_.find(stage.stage_key());
  if (stage.seconds() > 0 || running == running_.end()) return stage.seconds();
  return std::chrono::duration<double>(now - running->second.started).count();
}

std::string ProgressView::Ended(const v1::Stage& stage, Instant now) const {
  if (stage.state() == v1::Stage::STATE_DONE) {
    return fmt::format("{}     {}  {}", Paint(terminal_, Colour::kGreen, "done"), stage.label(),
                       FormatSeconds(SecondsOf(stage, now)));
  }
  return fmt::format("{}   {}: {}: {}", Paint(terminal_, Colour::kRed, "failed"), stage.label(),
                     ClassName(stage.failure_class()), FirstLine(stage.failure_message()));
}

std::string ProgressView::Numbers(const v1::Stage& stage, const Running& running, Instant now) const {
  const v1::Progress& progress = stage.progress();
  std::string text = progress.phase();
  if (progress.total_steps() > 0) text += fmt::format(" {}/{}", progress.step(), progress.total_steps());
  if (progress.examples_per_second() > 0)
    text += fmt::format(", {:.1f} examples/s", progress.examples_per_second());
  const double seconds = std::chrono::duration<double>(now - running.since).count();
  const auto steps = static_cast<double>(progress.step() - running.first_step);
  if (steps > 0 && seconds > 0 && progress.total_steps() > progress.step()) {
    const auto left = static_cast<double>(progress.total_steps() - progress.step());
    text += fmt::format(", {} left", FormatSeconds(left * seconds / steps));
  }
  return text;
}

std::string ProgressView::Bar(const v1::Stage& stage, Instant now) const {
  const auto filled = static_cast<std::size_t>(Fraction(stage.progress()) * kBarWidth);
  return fmt::format("{:<{}}  [{}{}] {}", Cut(stage.label(), kLabelWidth), kLabelWidth,
                     std::string(filled, '#'), std::string(kBarWidth - filled, '.'),
                     Numbers(stage, running_.at(stage.stage_key()), now));
}

// Below the bars there are the totals, the line of the cursor and, if bars are left out, their number.
std::size_t ProgressView::ShownBars() const {
  const std::size_t room = std::max<std::size_t>(terminal_.height, 4) - 2;
  return running_.size() <= room ? running_.size() : room - 1;
}

std::vector<std::string> ProgressView::Block(Instant now) const {
  std::vector<std::string> lines;
  const std::size_t shown = ShownBars();
  for (const std::string& key : order_) {
    if (lines.size() == shown) break;
    if (running_.contains(key)) lines.push_back(Cut(Bar(stages_.at(key), now), terminal_.width - 1));
  }
  if (shown < running_.size()) lines.push_back(fmt::format("+{} more", running_.size() - shown));
  const v1::StageCounts& counts = sweep_.stages();
  std::string totals =
      fmt::format("{} of {} stages done, {} running", counts.done(), TotalOf(counts), running_.size());
  if (counts.failed() + counts.skipped() > 0) {
    totals += fmt::format(", {} failed, {} skipped", counts.failed(), counts.skipped());
  }
  lines.push_back(Cut(totals, terminal_.width - 1));
  return lines;
}

const v1::Stage* ProgressView::Waiting() const {
  if (!running_.empty()) return nullptr;
  const v1::Stage* ready = nullptr;
  for (const std::string& key : order_) {
    const v1::Stage& stage = stages_.at(key);
    if (stage.state() == v1::Stage::STATE_LEASED) return &stage;
    if (stage.state() == v1::Stage::STATE_READY && ready == nullptr) ready = &stage;
  }
  return ready;
}

std::vector<v1::Stage> ProgressView::Failures() const {
  std::vector<v1::Stage> failures;
  for (const std::string& key : order_) {
    const v1::Stage& stage = stages_.at(key);
    if (stage.state() == v1::Stage::STATE_FAILED) failures.push_back(stage);
  }
  return failures;
}

}  // namespace srnet::cli
