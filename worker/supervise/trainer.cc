#include "worker/supervise/trainer.h"

#include <signal.h>

#include <utility>
#include <variant>

#include "worker/supervise/log_tail.h"

namespace srnet::supervise {

using trainer_protocol::Event;
using trainer_protocol::FailureClass;

namespace {

constexpr std::size_t kMaxLine = 1 << 20;

}  // namespace

StatusOr<std::unique_ptr<Trainer>> Trainer::Start(asio::Loop& loop, TrainerRun run, OnEvent on_event,
                                                  OnEnd on_end) {
  std::unique_ptr<Trainer> trainer(new Trainer(loop, std::move(run), std::move(on_event), std::move(on_end)));
  Trainer* self = trainer.get();
  SRNET_ASSIGN_OR_RETURN(self->process_,
                         Process::Start(
                             loop,
                             Command{.program = self->run_.program,
                                     // "Done" is not yet "taken": see AttemptSet.
                                     .arguments = {self->run_.request.native(), "--keep-resume"},
                                     .directory = self->run_.request.parent_path(),
                                     .log = self->run_.log,
                                     .inherited = self->run_.inherited},
                             [self](std::string_view bytes) { self->OnBytes(bytes); },
                             [self](const Exit& exit) { self->OnExit(exit); }));
  return trainer;
}

Trainer::Trainer(asio::Loop& loop, TrainerRun run, OnEvent on_event, OnEnd on_end)
    : run_(std::move(run)),
      on_event_(std::move(on_event)),
      on_end_(std::move(on_end)),
      lines_(kMaxLine),
      grace_(loop) {}

Trainer::~Trainer() = default;

void Trainer::Stop(FailureClass why) {
  if (seen_.stopped.has_value()) return;
  seen_.stopped = why;
  process_->Signal(SIGTERM);
  grace_.After(run_.grace, [this] { process_->Signal(SIGKILL); });
}

void Trainer::Kill(FailureClass why) {
  if (!seen_.stopped.has_value()) seen_.stopped = why;
  process_->Signal(SIGKILL);
}

void Trainer::OnBytes(std::string_view bytes) {
  const std::weak_ptr<const bool> alive = alive_;
  for (const std::string& line : lines_.Push(bytes)) {
    if (seen_.violation.has_value()) return;
    OnLine(line);
    if (alive.expired()) return;
  }
  if (lines_.overflowed()) Violation(fmt::format("an event line is longer than {} bytes", kMaxLine));
}

void Trainer::OnLine(const std::string& line) {
  StatusOr<Event> event = trainer_protocol::ParseLine(line);
  if (!event.ok()) {
    Violation(fmt::format("event line not understood ({}): {}", Message(event.status()),
                          ValidUtf8(line.substr(0, 200))));
  } else if (has_last_word()) {
    Violation("it reported an event after its last word");
  } else if (auto* failed = std::get_if<trainer_protocol::Failed>(&*event)) {
    seen_.failed = std::move(*failed);
  } else if (std::holds_alternative<trainer_protocol::Done>(*event)) {
    seen_.done = true;
  } else {
    on_event_(*std::move(event));
  }
}

void Trainer::Violation(std::string what) {
  if (seen_.violation.has_value()) return;
  seen_.violation = std::move(what);
  seen_.done = false;
  seen_.failed.reset();
  process_->Signal(SIGKILL);
}

void Trainer::OnExit(const Exit& exit) {
  grace_.Cancel();
  seen_.exit = exit;
  seen_.killed_for_memory = oom_watch_.KilledSince();
  seen_.log_tail = LogTail(run_.log);
  const TrainerEnd end{.failure = Conclude(seen_), .exit = exit};
  // The owner may destroy this object inside the callback.
  OnEnd callback = std::move(on_end_);
  callback(end);
}

}  // namespace srnet::supervise
