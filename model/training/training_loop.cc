#include "model/training/training_loop.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/digest/sha256.h"
#include "model/encoder/encoder.h"
#include "model/training/moments.h"

namespace srnet::training {

TrainingLoop::TrainingLoop(const TrainingPlan& plan, LoopSettings settings, TrainedModel& model,
                           BatchSource& batches)
    : plan_(plan), settings_(std::move(settings)), model_(model), batches_(batches) {}

StatusOr<RunState> TrainingLoop::Run(const Evaluate& evaluate, ResumeStore& store,
                                     TrainingObserver& observer) {
  Context context{evaluate, store, observer};
  SRNET_RETURN_IF_ERROR(Resume(context));
  if (state_.evaluation_pending) SRNET_RETURN_IF_ERROR(EvaluateStep(context));
  while (state_.step < plan_.last_step) {
    SRNET_RETURN_IF_ERROR(Step(context));
    if (plan_.EvaluatesAt(state_.step)) {
      SRNET_RETURN_IF_ERROR(EvaluateStep(context));
      continue;
    }
    model_.EndStep(state_.step);
    if (observer.StopRequested()) {
      return StopHere(context);
    } else if (CheckpointDue()) {
      SRNET_RETURN_IF_ERROR(Checkpoint(context));
    }
  }
  return state_;
}

Status TrainingLoop::Resume(Context& context) {
  checkpoint_time_ = settings_.now();
  std::vector<std::string> notices;
  SRNET_ASSIGN_OR_RETURN(auto found, context.store.Load(notices));
  for (const std::string& notice : notices) context.observer.OnNotice(notice);
  state_.precision = encoder::PrecisionName(settings_.precision);
  state_.threads = at::get_num_threads();
  if (!found.has_value()) return absl::OkStatus();
  if (const Status usable = Usable(*found); !usable.ok()) {
    context.observer.OnNotice(
        fmt::format("starting again, the resume checkpoint is of no use: {}", Message(usable)));
    return absl::OkStatus();
  }
  SRNET_RETURN_IF_ERROR(model_.Restore(found->tensors));
  const std::int64_t threads = std::exchange(state_, std::move(found->state)).threads;
  if (threads != state_.threads) {
    context.observer.OnNotice(fmt::format(
        "going on with {} threads after {}: sums may round differently than in an unbroken training", threads,
        state_.threads));
  }
  state_.threads = threads;
  checkpoint_step_ = state_.step;
  for (const CurveValue& point : state_.curves) context.observer.OnCurve(point);
  context.observer.OnNotice(fmt::format("going on from step {} of {}", state_.step, plan_.last_step));
  return absl::OkStatus();
}

// Decided before the first tensor is overwritten: a model restored by halves could not start again.
Status TrainingLoop::Usable(const ResumeStore::Found& found) const {
  const std::string_view precision = encoder::PrecisionName(settings_.precision);
  if (found.state.precision != precision) {
    return FailedPrecondition("it was computed in {}, this training computes in {}", found.state.precision,
                              precision);
  }
  for (const checkpoint::NamedTensor& tensor : model_.State()) {
    SRNET_RETURN_IF_ERROR(CheckTensor(found.tensors, tensor.name, tensor.tensor));
  }
  return absl::OkStatus();
}

Status TrainingLoop::Step(Context& context) {
  const std::int64_t done = state_.step;
  model_.BeginStep(done);
  const TrainingBatch batch = batches_.Read(plan_.BatchOf(done));
  const encoder::Dropout dropout{
      .seed = settings_.dropout_seed, .step = static_cast<std::uint64_t>(done), .active = true};
  const at::Tensor logits =
      encoder::Logits(model_.weights(), settings_.config, batch.sequences, dropout, settings_.precision);
  const at::Tensor loss = loss::ClassificationLoss(logits, batch.labels, batch.guides, settings_.loss);
  if (!std::isfinite(loss.item<float>())) return Aborted("the loss of step {} is not finite", done + 1);
  const std::vector<at::Tensor> gradients = torch::autograd::grad({loss}, model_.leaves());
  const std::int64_t updates = plan_.UpdatesBefore(done);
  const Status applied =
      model_.Apply(gradients, {.number = updates + 1, .learning_rate = plan_.schedule.RateAt(updates)});
  if (!applied.ok()) return Annotate(applied, fmt::format("step {}", done + 1));
  ++state_.step;
  context.observer.OnStep(state_.step, batch.labels.numel());
  return plan_.IsSnapshot(state_.step) ? WriteProduct(context) : absl::OkStatus();
}

Status TrainingLoop::EvaluateStep(Context& context) {
  if (!state_.evaluation_pending) Record(context, model_.PrepareEvaluation(state_.step));
  state_.evaluation_pending = true;
  const StatusOr<Evaluation> evaluation = context.evaluate(model_.weights());
  if (evaluation.status().code() == StatusCode::kCancelled) return StopHere(context);
  if (!evaluation.ok()) return Annotate(evaluation.status(), fmt::format("step {}", state_.step));
  for (const Measurement& found : evaluation->measurements) {
    if (!std::isfinite(found.value))
      return Aborted("step {}: {} of {} is not finite", state_.step, found.metric, found.set);
  }
  state_.evaluation_pending = false;
  Record(context, evaluation->measurements);
  SRNET_RETURN_IF_ERROR(KeepProduct(context, evaluation->selection));
  SRNET_RETURN_IF_ERROR(Checkpoint(context));
  const bool finished = state_.step == plan_.last_step;
  if (!finished && context.observer.StopRequested()) return Cancelled("stopped after step {}", state_.step);
  return absl::OkStatus();
}

Status TrainingLoop::KeepProduct(Context& context, double selection) {
  const bool better =
      state_.step >= plan_.first_eligible && (!state_.has_best || selection > state_.best_value);
  if (better) {
    state_.has_best = true;
    state_.best_value = selection;
    state_.best_step = state_.step;
    model_.OnNewBest();
  }
  if (plan_.keep == Keep::kEvery) return WriteProduct(context);
  if (plan_.keep == Keep::kNone || !better) return absl::OkStatus();
  std::erase_if(state_.products,
                [this](const KeptProduct& product) { return !plan_.IsSnapshot(product.step); });
  return WriteProduct(context);
}

// A snapshot that turns out to be the best is there already.
Status TrainingLoop::WriteProduct(Context& context) {
  if (!state_.products.empty() && state_.products.back().step == state_.step) return absl::OkStatus();
  const auto path = context.store.ProductPath(state_.step);
  SRNET_RETURN_IF_ERROR(model_.WriteProduct(path));
  SRNET_ASSIGN_OR_RETURN(const Digest digest, DigestOfFile(path));
  state_.products.push_back({.step = state_.step, .digest = digest});
  return absl::OkStatus();
}

Status TrainingLoop::Checkpoint(Context& context) {
  std::vector<std::string> notices;
  SRNET_RETURN_IF_ERROR(context.store.Save(state_, model_.State(), notices));
  for (const std::string& notice : notices) context.observer.OnNotice(notice);
  checkpoint_step_ = state_.step;
  checkpoint_time_ = settings_.now();
  context.observer.OnCheckpoint(state_.step);
  return absl::OkStatus();
}

Status TrainingLoop::StopHere(Context& context) {
  SRNET_RETURN_IF_ERROR(Checkpoint(context));
  return Cancelled("stopped after step {}", state_.step);
}

bool TrainingLoop::CheckpointDue() const {
  const std::int64_t every = settings_.checkpoint_every_steps;
  if (every > 0 && state_.step - checkpoint_step_ >= every) return true;
  return settings_.now() - checkpoint_time_ >= settings_.checkpoint_period;
}

void TrainingLoop::Record(Context& context, const std::vector<Measurement>& measurements) {
  for (const Measurement& found : measurements) {
    const CurveValue point{
        .set = found.set, .metric = found.metric, .step = state_.step, .value = found.value};
    state_.curves.push_back(point);
    context.observer.OnCurve(point);
  }
}

}  // namespace srnet::training
