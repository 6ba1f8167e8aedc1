#include "cli/commands/log_reading.h"

#include <fmt/ostream.h>

#include <thread>
#include <utility>

#include "cli/output/log_text.h"

namespace srnet::cli {
namespace {

// How often a worker is waited for, each time for Context::log_pause.
constexpr int kPatience = 20;

class LogReading {
 public:
  LogReading(Context& context, const Connection& connection, const LogQuery& query, std::string title)
      : context_(context), connection_(connection), query_(query), title_(std::move(title)) {
    request_.set_stage_key(query.stage_key);
    request_.set_attempt(query.attempt);
  }

  Status Run();

 private:
  bool IsOver(const v1::GetLogResponse& response) const;
  void Print(v1::GetLogResponse response);
  Status Pause(const v1::GetLogResponse& response);

  Context& context_;
  const Connection& connection_;
  const LogQuery& query_;
  const std::string title_;
  v1::GetLogRequest request_;
  bool begun_ = false;  // Something of it has come.
  int waited_ = 0;      // Since then.
};

Status LogReading::Run() {
  while (true) {
    v1::GetLogResponse response;
    SRNET_RETURN_IF_ERROR(Call(*connection_.results, &v1::ResultService::Stub::GetLog, request_, &response));
    request_.set_attempt(response.attempt());
    request_.set_position(response.next_position());
    Print(response);
    if (IsOver(response)) return absl::OkStatus();
    SRNET_RETURN_IF_ERROR(Pause(response));
  }
}

bool LogReading::IsOver(const v1::GetLogResponse& response) const {
  if (response.state() == v1::GetLogResponse::STATE_STORED) return true;
  if (query_.follow || !begun_ || response.state() == v1::GetLogResponse::STATE_PENDING) return false;
  fmt::print(context_.err, "attempt {} still runs on worker {}: --follow goes on\n", response.attempt(),
             response.worker_id());
  return true;
}

void LogReading::Print(v1::GetLogResponse response) {
  const bool stored = response.state() == v1::GetLogResponse::STATE_STORED;
  if (response.data().empty() && response.skipped_bytes() == 0 && !stored) return;
  waited_ = 0;
  const bool first = !std::exchange(begun_, true);
  const bool json = context_.options.output == OutputFormat::kJson;
  if (first && query_.tail > 0) {
    const std::string all = std::exchange(*response.mutable_data(), {});
    response.set_data(std::string(LastLines(all, query_.tail)));
    if (response.data().size() < all.size()) response.clear_skipped_bytes();
  }
  if (first && !json && !title_.empty()) {
    fmt::print(context_.out, "{}, attempt {} on {}\n", title_, response.attempt(), response.worker_id());
  }
  fmt::print(context_.out, "{}", json ? LogJson(response) : LogText(response));
  context_.out.flush();
}

// A log that is followed may be silent for as long as it likes; one that its worker is about to hand in may
// not.
Status LogReading::Pause(const v1::GetLogResponse& response) {
  const bool running = response.state() == v1::GetLogResponse::STATE_RUNNING;
  if ((!query_.follow || !running) && ++waited_ > kPatience) {
    return Unavailable("worker {} has {} of the log of attempt {}: try again later", response.worker_id(),
                       running ? "sent nothing" : "not handed in the rest", response.attempt());
  }
  std::this_thread::sleep_for(context_.log_pause);
  return context_.interruption.requested() ? Cancelled("stopped") : absl::OkStatus();
}

}  // namespace

Status PrintLog(Context& context, const Connection& connection, const LogQuery& query,
                const std::string& title) {
  return LogReading(context, connection, query, title).Run();
}

}  // namespace srnet::cli
