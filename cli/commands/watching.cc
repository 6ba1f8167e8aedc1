#include "cli/commands/watching.h"

#include <fmt/ostream.h>

#include <chrono>
#include <map>
#include <utility>

#include "cli/client/grpc_status.h"
#include "cli/output/progress_view.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

constexpr std::chrono::seconds kReconnectPatience{60};

// Owns the lines at the bottom of the terminal that are drawn again and again.
class Screen {
 public:
  explicit Screen(Context& context) : context_(context) {}

  void Show(const std::vector<std::string>& lasting, const std::vector<std::string>& block) {
    Clear();
    for (const std::string& line : lasting) fmt::print(context_.err, "{}\n", line);
    if (context_.err_terminal.interactive) {
      for (const std::string& line : block) fmt::print(context_.err, "{}\n", line);
      drawn_ = block.size();
    }
    context_.err.flush();
  }

  void Clear() {
    if (drawn_ > 0) fmt::print(context_.err, "\x1b[{}A\x1b[J", drawn_);
    drawn_ = 0;
  }

 private:
  Context& context_;
  std::size_t drawn_ = 0;
};

// One watch, from the cursor on. OK when the stream ended by itself.
Status WatchOnce(Context& context, const Connection& connection, v1::WatchSweepRequest& request,
                 ProgressView& view, Screen& screen) {
  grpc::ClientContext call;
  const Interruption::Scope scope(context.interruption, [&] { call.TryCancel(); });
  const auto reader = connection.sweeps->WatchSweep(&call, request);
  v1::WatchSweepResponse response;
  while (reader->Read(&response)) {
    request.set_cursor(response.cursor());
    const auto now = std::chrono::steady_clock::now();
    const auto lasting = view.Update(response, now);
    screen.Show(lasting, view.Block(now));
  }
  return FromGrpc(reader->Finish());
}

bool HasEnded(const v1::Sweep& sweep) {
  return sweep.state() == v1::Sweep::STATE_DONE || sweep.state() == v1::Sweep::STATE_FAILED ||
         sweep.state() == v1::Sweep::STATE_CANCELLED;
}

// Whether the watch should go on after it ended with this status.
Status WhyStop(Context& context, const Service& service, const Status& status) {
  if (context.interruption.requested()) return Cancelled("stopped");
  SRNET_RETURN_IF_ERROR(service.CheckRunning());
  const StatusCode code = status.code();
  if (code == StatusCode::kOk || code == StatusCode::kResourceExhausted) return absl::OkStatus();
  if (code != StatusCode::kUnavailable) return status;
  const auto deadline = std::chrono::system_clock::now() + kReconnectPatience;
  // Woken once a second at most, to see whether the user has had enough.
  while (std::chrono::system_clock::now() < deadline && !context.interruption.requested()) {
    if (service.connection().channel->WaitForConnected(std::chrono::system_clock::now() +
                                                       std::chrono::seconds(1))) {
      return absl::OkStatus();
    }
  }
  return context.interruption.requested() ? Cancelled("stopped") : status;
}

}  // namespace

StatusOr<Watched> WatchToEnd(Context& context, const Service& service, const std::string& sweep_id) {
  ProgressView view(context.err_terminal);
  Screen screen(context);
  v1::WatchSweepRequest request;
  request.set_sweep_id(sweep_id);
  while (!HasEnded(view.sweep())) {
    const Status status = WatchOnce(context, service.connection(), request, view, screen);
    if (HasEnded(view.sweep())) break;
    const Status stop = WhyStop(context, service, status);
    if (!stop.ok()) {
      screen.Clear();
      return stop;
    }
  }
  screen.Clear();
  return Watched{.sweep = view.sweep(), .failures = view.Failures()};
}

ExitCode ReportEnd(Context& context, const Watched& watched) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> labels;  // By class and message.
  for (const v1::Stage& stage : watched.failures) {
    labels[{ClassName(stage.failure_class()), stage.failure_message()}].push_back(stage.label());
  }
  for (const auto& [cause, stages] : labels) {
    fmt::print(context.err, "{} ({}): {}\n",
               Paint(context.err_terminal, Colour::kRed,
                     fmt::format("{} {} failed", stages.size(), stages.size() == 1 ? "stage" : "stages")),
               cause.first, cause.second);
    for (const std::string& label : stages) fmt::print(context.err, "  {}\n", label);
  }
  if (watched.sweep.state() == v1::Sweep::STATE_DONE) return ExitCode::kDone;
  if (watched.sweep.state() == v1::Sweep::STATE_CANCELLED) {
    fmt::print(context.err, "sweep {} was cancelled\n", watched.sweep.sweep_id());
  } else if (watched.sweep.stages().skipped() > 0) {
    fmt::print(context.err, "{} stages were skipped because they read a failed one\n",
               watched.sweep.stages().skipped());
  }
  return ExitCode::kFailed;
}

}  // namespace srnet::cli
