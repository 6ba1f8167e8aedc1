#include "worker/attempts/attempt.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "common/files/files.h"
#include "common/logging/logger.h"
#include "common/stage/canonical.h"
#include "common/trainer_protocol/request.h"

namespace srnet::attempts {

using trainer_protocol::FailureClass;

namespace {

FailureClass ClassOfFetchError(StatusCode code) {
  switch (code) {
    case StatusCode::kNotFound:
    case StatusCode::kDataLoss:
      return FailureClass::kDataMissing;
    case StatusCode::kInvalidArgument:
      return FailureClass::kBadInput;
    default:
      return FailureClass::kCrashed;
  }
}

}  // namespace

Attempt::Attempt(const AttemptContext& context, Grant grant, std::function<void()> on_change)
    : context_(context),
      grant_(std::move(grant)),
      on_change_(std::move(on_change)),
      folder_(context.layout.AttemptFolder(grant_.id)) {
  view_.id = grant_.id;
  view_.label = grant_.label;
}

Attempt::~Attempt() = default;

void Attempt::Begin() {
  if (Status made = context_.layout.MakeAttemptFolder(grant_.id); !made.ok()) {
    return Fail(FailureClass::kCrashed, std::string(Message(made)));
  }
  inputs_ = std::make_unique<InputSet>(context_.cache, context_.transfers, grant_.inputs, folder_);
  inputs_->Start([this](StatusOr<InputPaths> paths) { Fetched(std::move(paths)); });
}

void Attempt::Fetched(StatusOr<InputPaths> paths) {
  run_.fetch = Lap();
  const Status status = paths.ok() ? WriteRequest(*paths) : paths.status();
  if (!status.ok()) {
    return Fail(ClassOfFetchError(status.code()),
                fmt::format("cannot prepare the inputs: {}", Message(status)));
  }
  Enter(Phase::kReady);
}

Status Attempt::WriteRequest(const InputPaths& paths) const {
  SRNET_ASSIGN_OR_RETURN(stage::Stage parsed, stage::ParseStage(grant_.stage));
  const trainer_protocol::Request request{.stage = std::move(parsed),
                                          .inputs = paths.inputs,
                                          .sources = paths.sources,
                                          .output = folder_ / "output",
                                          .resume = context_.layout.ResumeFolder(grant_.id.stage_key),
                                          .threads = context_.trainer.threads};
  return WriteFileAtomically(folder_ / "request.json", trainer_protocol::ToJson(request));
}

void Attempt::Run() {
  SRNET_CHECK(view_.phase == Phase::kReady);
  Lap();
  if (const Status started = StartTrainer(); !started.ok()) {
    return Fail(FailureClass::kCrashed, fmt::format("cannot start the trainer: {}", Message(started)));
  }
  Enter(Phase::kRunning);
}

Status Attempt::StartTrainer() {
  SRNET_RETURN_IF_ERROR(MakeDirectories(context_.layout.ResumeFolder(grant_.id.stage_key)));
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder_ / "output"));
  SRNET_ASSIGN_OR_RETURN(trainer_, supervise::Trainer::Start(
                                       context_.loop,
                                       {.program = context_.trainer.program,
                                        .request = folder_ / "request.json",
                                        .log = context_.layout.TrainerLog(grant_.id),
                                        .inherited = context_.trainer.inherited,
                                        .grace = context_.trainer.grace},
                                       [this](trainer_protocol::Event event) { OnEvent(std::move(event)); },
                                       [this](const supervise::TrainerEnd& end) { OnTrainerEnd(end); }));
  return absl::OkStatus();
}

// Progress and curves go out with the next report; they are no change of state.
void Attempt::OnEvent(trainer_protocol::Event event) {
  std::visit(
      [this](auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, trainer_protocol::Progress>) {
          view_.progress = std::move(value);
        } else if constexpr (std::is_same_v<Value, trainer_protocol::CurvePoint>) {
          view_.curve.push_back(std::move(value));
        } else if constexpr (std::is_same_v<Value, trainer_protocol::Metric>) {
          view_.metrics.push_back(std::move(value));
        } else if constexpr (std::is_same_v<Value, trainer_protocol::Artifact>) {
          view_.artifacts.push_back(std::move(value));
        } else if constexpr (std::is_same_v<Value, trainer_protocol::Notice>) {
          view_.notices.push_back(std::move(value.text));
        } else if constexpr (std::is_same_v<Value, trainer_protocol::Checkpointed>) {
          view_.checkpoint = value.step;
        } else if constexpr (std::is_same_v<Value, trainer_protocol::Engine>) {
          view_.engine = std::move(value);
        }
      },
      event);
}

void Attempt::OnTrainerEnd(const supervise::TrainerEnd& end) {
  run_.run = Lap();
  run_.peak_memory_bytes = end.exit.peak_memory_bytes;
  trainer_.reset();
  if (end.failure.has_value()) return Fail(end.failure->failure_class, end.failure->message);
  inputs_.reset();
  // Without it a worker that dies now would have the stage trained again; no reason to throw the result away.
  const Status kept = WriteFinished(folder_, Record());
  if (!kept.ok()) logging::LogWarning("a result is not kept across restarts", {{"error", kept}});
  HandIn();
}

FinishedRecord Attempt::Record() const {
  FinishedRecord record{.label = view_.label, .run = run_, .events = {}};
  const auto add = [&](const auto& events) {
    record.events.insert(record.events.end(), events.begin(), events.end());
  };
  add(view_.curve);
  add(view_.metrics);
  add(view_.artifacts);
  for (const std::string& text : view_.notices) record.events.push_back(trainer_protocol::Notice{text});
  record.events.emplace_back(view_.engine);
  return record;
}

void Attempt::Restore(FinishedRecord record) {
  view_.label = std::move(record.label);
  run_ = record.run;
  for (trainer_protocol::Event& event : record.events) OnEvent(std::move(event));
  HandIn();
}

void Attempt::HandIn() {
  products_ =
      std::make_unique<ProductSet>(context_.cache, context_.transfers, folder_ / "output", view_.artifacts,
                                   [this] { view_.progress.phase = "wait for the store"; });
  products_->Start([this](const Status& status) { OnUploaded(status); });
  Enter(Phase::kUploading);
}

void Attempt::OnUploaded(const Status& status) {
  if (!status.ok())
    return Fail(FailureClass::kCrashed, fmt::format("cannot hand in the products: {}", Message(status)));
  run_.upload += Lap();
  view_.provenance = ToJson(context_.provenance, run_, view_.engine, view_.notices);
  Enter(Phase::kSucceeded);
}

void Attempt::UploadAgain(const std::vector<Digest>& missing) {
  if (view_.phase != Phase::kSucceeded) return;
  Lap();
  Enter(Phase::kUploading);
  products_->Upload(missing, [this](const Status& status) { OnUploaded(status); });
}

void Attempt::Stop(FailureClass why, bool at_once) {
  if (trainer_ != nullptr) return at_once ? trainer_->Kill(why) : trainer_->Stop(why);
  if (view_.phase == Phase::kFetching || view_.phase == Phase::kReady) {
    Fail(why, "the worker stopped the attempt before it ran");
  }
}

void Attempt::Enter(Phase phase) {
  view_.phase = phase;
  on_change_();
}

void Attempt::Fail(FailureClass failure_class, std::string message) {
  logging::LogWarning("attempt failed", {{"label", view_.label},
                                         {"attempt", ToString(view_.id)},
                                         {"class", trainer_protocol::Name(failure_class)},
                                         {"error", message}});
  view_.failure = {failure_class, std::move(message)};
  inputs_.reset();
  products_.reset();
  Enter(Phase::kFailed);
}

Attempt::Clock::duration Attempt::Lap() {
  const Clock::time_point now = Clock::now();
  return now - std::exchange(lap_start_, now);
}

}  // namespace srnet::attempts
