#include "cli/commands/watching.h"

#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <chrono>
#include <utility>
#include <vector>

#include "cli/client/sweep_watch.h"
#include "cli/commands/explanation.h"
#include "cli/output/idle_notice.h"
#include "cli/output/progress_view.h"

namespace srnet::cli {
namespace {

constexpr std::chrono::seconds kReconnectPatience{60};
constexpr std::chrono::seconds kTick{1};

// Owns the lines at the bottom of the terminal that are drawn again and again.
class Screen {
 public:
  explicit Screen(Context& context) : context_(context) {}
  ~Screen() { Clear(); }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void Show(const std::vector<std::string>& lasting, const std::vector<std::string>& block) {
    Clear();
    for (const std::string& line : lasting) fmt::print(context_.err, "{}\n", line);
    if (context_.err_terminal.interactive) {
      for (const std::string& line : block) fmt::print(context_.err, "{}\n", line);
      drawn_ = block.size();
    }
    context_.err.flush();
  }

 private:
  void Clear() {
    if (drawn_ > 0) fmt::print(context_.err, "\x1b[{}A\x1b[J", drawn_);
    drawn_ = 0;
  }

  Context& context_;
  std::size_t drawn_ = 0;
};

bool HasEnded(const v1::Sweep& sweep) {
  return sweep.state() == v1::Sweep::STATE_DONE || sweep.state() == v1::Sweep::STATE_FAILED ||
         sweep.state() == v1::Sweep::STATE_CANCELLED;
}

class Watching {
 public:
  Watching(Context& context, Service& service, const std::string& sweep_id, const WatchOptions& options)
      : context_(context),
        service_(service),
        options_(options),
        view_(context.err_terminal),
        screen_(context),
        idle_(context.idle_patience) {
    request_.set_sweep_id(sweep_id);
  }

  StatusOr<Watched> Run();

 private:
  Status Once();
  std::vector<std::string> WhyIdle(ProgressView::Instant now);
  Status AfterBreak(const Status& status);
  Status Reconnect(const Status& status);
  Status TakeOver();

  Context& context_;
  Service& service_;
  const WatchOptions& options_;
  v1::WatchSweepRequest request_;
  ProgressView view_;
  Screen screen_;
  IdleNotice idle_;
  bool told_orphaned_ = false;  // Since this or another program took over.
};

StatusOr<Watched> Watching::Run() {
  while (true) {
    const Status status = Once();
    if (HasEnded(view_.sweep())) return Watched{.sweep = view_.sweep(), .failures = view_.Failures()};
    SRNET_RETURN_IF_ERROR(AfterBreak(status));
  }
}

// One watch, from the cursor on. OK when the stream ended by itself.
Status Watching::Once() {
  SweepWatch watch(service_.connection(), request_);
  const Interruption::Scope scope(context_.interruption, [&] { watch.Cancel(); });
  v1::WatchSweepResponse response;
  for (auto event = SweepWatch::Event::kQuiet; event != SweepWatch::Event::kEnd;) {
    event = watch.Next(kTick, response);
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::string> lasting;
    if (event == SweepWatch::Event::kResponse) {
      request_.set_cursor(response.cursor());
      lasting = view_.Update(response, now);
    }
    for (std::string& line : WhyIdle(now)) lasting.push_back(std::move(line));
    screen_.Show(lasting, view_.Block(now));
  }
  return watch.status();
}

std::vector<std::string> Watching::WhyIdle(ProgressView::Instant now) {
  const v1::Stage* stage = view_.Waiting();
  if (!idle_.Due(stage != nullptr, now)) return {};
  const auto reasons = ExplainStage(service_.connection(), stage->stage_key());
  // If the coordinator does not answer, the watch tells.
  if (!reasons.ok()) return {};
  const std::string text = fmt::format("{}", fmt::join(*reasons, "; "));
  if (!idle_.IsNew(text)) return {};
  const char* const what = stage->state() == v1::Stage::STATE_LEASED ? "starting" : "waiting ";
  return {fmt::format("{} {}: {}", what, stage->label(), text)};
}

// Whether the watch should go on after it ended with this status.
Status Watching::AfterBreak(const Status& status) {
  if (context_.interruption.requested()) return Cancelled("stopped");
  SRNET_RETURN_IF_ERROR(service_.CheckRunning());
  const StatusCode code = status.code();
  if (code == StatusCode::kOk || code == StatusCode::kResourceExhausted) return absl::OkStatus();
  // A coordinator that stops cancels the calls that are open.
  const bool stopped = code == StatusCode::kUnavailable || code == StatusCode::kCancelled;
  return stopped ? Reconnect(Unavailable("the coordinator has stopped: {}", Message(status))) : status;
}

Status Watching::Reconnect(const Status& status) {
  Status last = status;
  const auto deadline = std::chrono::system_clock::now() + kReconnectPatience;
  // Woken once a second at most, to see whether the user has had enough.
  while (std::chrono::system_clock::now() < deadline && !context_.interruption.requested()) {
    if (service_.is_orphaned()) {
      if (!std::exchange(told_orphaned_, true))
        screen_.Show({"the srnet that ran the coordinator has ended"}, {});
      if (!options_.take_over_slots) {
        return Unavailable("nothing runs sweep {} any more: `srnet run` with its specification goes on",
                           request_.sweep_id());
      }
      last = TakeOver();
      if (last.ok()) return last;
    }
    if (service_.connection().channel->WaitForConnected(std::chrono::system_clock::now() + kTick)) {
      return absl::OkStatus();
    }
  }
  return context_.interruption.requested() ? Cancelled("stopped") : last;
}

// Another program may be doing the same: then one of them becomes the owner, and the others its guests.
Status Watching::TakeOver() {
  SRNET_RETURN_IF_ERROR(service_.TakeOver(context_, *options_.take_over_slots));
  told_orphaned_ = false;
  request_.set_cursor(0);  // Cursors are those of one coordinator.
  if (service_.ends_with_us()) screen_.Show({"this one goes on in its place"}, {});
  return absl::OkStatus();
}

}  // namespace

StatusOr<Watched> WatchToEnd(Context& context, Service& service, const std::string& sweep_id,
                             const WatchOptions& options) {
  return Watching(context, service, sweep_id, options).Run();
}

}  // namespace srnet::cli
