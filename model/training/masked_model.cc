#include "model/training/masked_model.h"

#include <ATen/ATen.h>

#include <span>
#include <utility>

#include "model/optim/adamw.h"
#include "model/optim/clipping.h"
#include "model/prune/gradual.h"
#include "model/prune/pools.h"
#include "model/training/clip_factors.h"
#include "model/training/tensor_span.h"

namespace srnet::training {

MaskedModel::MaskedModel(const encoder::Weights& frozen, const MaskRule& rule, std::vector<NamedTensor> drawn)
    : rule_(rule), effective_(frozen), drawn_(std::move(drawn)) {
  for (const encoder::Parameter& parameter : encoder::Parameters(effective_)) {
    *parameter.tensor = parameter.tensor->detach();
  }
  AddMatrices();
  AddLists();
  Initialise();
  // Only now do the leaves take the places of the weights, whose magnitudes the lists have read.
  std::size_t i = 0;
  for (const encoder::Parameter& parameter : encoder::Parameters(effective_)) {
    if (i < matrices_.size() && matrices_[i].name == parameter.name) *parameter.tensor = leaves_[i++];
  }
}

void MaskedModel::AddMatrices() {
  const bool units = rule_.structure == stage::Structure::kHeadsAndUnits;
  const prune::Prunable none{.pooler = false, .classifier = false};
  for (const encoder::Parameter& parameter :
       prune::MatricesToPrune(effective_, units ? none : rule_.prunable)) {
    const at::Tensor leaf = at::empty(parameter.tensor->sizes(), at::kFloat).requires_grad_(true);
    matrices_.push_back({.name = parameter.name, .weight = *parameter.tensor, .leaf = leaf});
    leaves_.push_back(leaf);
  }
}

void MaskedModel::AddLists() {
  if (rule_.structure == stage::Structure::kHeadsAndUnits) {
    for (const prune::UnitGroup& group : prune::UnitGroups(effective_, rule_.head_size)) {
      lists_.push_back(ScoresOfUnits(matrices_, group));
    }
  } else {
    for (std::size_t i = 0; i < matrices_.size(); ++i) lists_.push_back(ScoresOfEntries(matrices_, i));
  }
  std::vector<prune::UnitGroup::Kind> kinds;
  std::vector<at::Tensor> scores;
  for (const ScoreList& list : lists_) {
    names_.push_back(list.name);
    kinds.push_back(list.kind);
    scores.push_back(list.scores);
  }
  pools_ = prune::PoolsOf(rule_.scope, kinds);
  moments_ = Moments::ZerosLike(scores);
}

void MaskedModel::Initialise() {
  for (const std::vector<std::size_t>& pool : pools_) {
    std::vector<prune::ScoredMatrix> scored;
    for (const std::size_t i : pool) {
      scored.push_back({FloatSpan(lists_[i].magnitudes), FloatSpan(lists_[i].scores)});
    }
    const float tau = rule_.initialisation == stage::Initialisation::kHard
                          ? prune::InitialiseHard(scored, rule_.initial_sparsity, rule_.hard)
                          : prune::InitialiseSoft(scored, rule_.initial_sparsity);
    for (const std::size_t i : pool) {
      lists_[i].threshold.fill_(prune::StrictThreshold(tau, rule_.comparison));
      WriteEffective(lists_[i]);
    }
  }
}

void MaskedModel::WriteEffective(const ScoreList& list) {
  prune::WriteEffectiveWeight(FloatSpan(list.weight), FloatSpan(list.scores), list.tau(),
                              FloatSpan(list.effective));
  SpreadFactors(list, matrices_);
}

Status MaskedModel::Apply(const std::vector<at::Tensor>& gradients, const Update& update) {
  std::vector<at::Tensor> effective_gradients;
  std::vector<double> squared_norms;
  for (const ScoreList& list : lists_) {
    effective_gradients.push_back(EffectiveGradient(list, matrices_, gradients));
    squared_norms.push_back(
        optim::SumOfSquaredProducts(FloatSpan(effective_gradients.back()), FloatSpan(list.weight)));
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<double> factors, ClipFactors(rule_.clipping, squared_norms));
  for (std::size_t i = 0; i < lists_.size(); ++i) {
    prune::UpdateScores({.weight = FloatSpan(lists_[i].weight),
                         .effective_gradient = FloatSpan(effective_gradients[i]),
                         .scores = FloatSpan(lists_[i].scores),
                         .first_moment = FloatSpan(moments_.first[i]),
                         .second_moment = FloatSpan(moments_.second[i]),
                         .effective = FloatSpan(lists_[i].effective)},
                        lists_[i].tau(),
                        optim::CoefficientsOf({}, update.learning_rate, update.number, factors[i]));
    SpreadFactors(lists_[i], matrices_);
  }
  return absl::OkStatus();
}

void MaskedModel::EndStep(std::int64_t steps_done) {
  if (rule_.control_interval > 0 && steps_done % rule_.control_interval == 0) Control(steps_done);
}

void MaskedModel::Control(std::int64_t steps_done) {
  const double done = static_cast<double>(steps_done) / static_cast<double>(rule_.total_steps);
  ReachSparsity(prune::GradualSparsity(rule_.initial_sparsity, rule_.sparsity, done));
}

void MaskedModel::ReachSparsity(double sparsity) {
  for (const std::vector<std::size_t>& pool : pools_) {
    std::vector<std::span<const float>> scores;
    for (const std::size_t i : pool) scores.emplace_back(FloatSpan(lists_[i].scores));
    const std::optional<float> tau = prune::ThresholdOf(scores, sparsity);
    for (const std::size_t i : pool) {
      if (tau.has_value()) lists_[i].threshold.fill_(prune::StrictThreshold(*tau, rule_.comparison));
      WriteEffective(lists_[i]);
    }
  }
}

double MaskedModel::WorkingSparsity() const {
  std::int64_t pruned = 0, all = 0;
  for (const ScoreList& list : lists_) {
    pruned += prune::CountPruned(FloatSpan(list.scores), list.tau()) * list.entries_each;
    all += list.scores.numel() * list.entries_each;
  }
  return static_cast<double>(pruned) / static_cast<double>(all);
}

std::vector<Measurement> MaskedModel::PrepareEvaluation(std::int64_t steps_done) {
  const Measurement drift{.set = "", .metric = "working_sparsity", .value = WorkingSparsity()};
  Control(steps_done);
  return {drift};
}

void MaskedModel::OnNewBest() {
  if (rule_.reset_to_initial) ReachSparsity(rule_.initial_sparsity);
}

Status MaskedModel::WriteProduct(const std::filesystem::path& path) const {
  prune::Subnetwork subnetwork;
  for (const ScoreList& list : lists_) AddMasks(list, matrices_, subnetwork.masks);
  for (const NamedTensor& parameter : drawn_) {
    const std::span<const float> values = FloatSpan(parameter.tensor);
    subnetwork.parameters[parameter.name] = {parameter.tensor.sizes().vec(), {values.begin(), values.end()}};
  }
  return prune::WriteSubnetwork(path, subnetwork);
}

std::vector<checkpoint::NamedTensor> MaskedModel::State() const {
  std::vector<checkpoint::NamedTensor> state;
  for (const ScoreList& list : lists_) {
    state.push_back({"scores/" + list.name, list.scores});
    state.push_back({"threshold/" + list.name, list.threshold});
  }
  moments_.AppendTo(state, names_);
  return state;
}

Status MaskedModel::Restore(const checkpoint::SafetensorsReader& state) {
  for (const ScoreList& list : lists_) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "scores/" + list.name, list.scores));
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "threshold/" + list.name, list.threshold));
    WriteEffective(list);
  }
  return moments_.Restore(state, names_);
}

}  // namespace srnet::training
