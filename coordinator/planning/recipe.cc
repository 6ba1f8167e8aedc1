#include "coordinator/planning/recipe.h"

#include <algorithm>
#include <cmath>

#include "coordinator/planning/axes.h"
#include "coordinator/planning/task_defaults.h"

namespace srnet::planning {
namespace {

using stage::Loss;

constexpr std::int64_t kFineControlsPerInterval = 10;
constexpr std::int64_t kFewerFeatures = 5;
constexpr double kSameSparsity = 1e-9;

const TaskDefaults& DefaultsOf(std::string_view kind) {
  for (const TaskDefaults& defaults : kTaskDefaults) {
    if (defaults.kind == kind) return defaults;
  }
  return kTaskDefaults.front();
}

template <typename T, typename Field>
void Set(const std::optional<T>& from, Field& into) {
  if (from) into = *from;
}

void Apply(const TrainingOverride& from, stage::Optimisation& into) {
  Set(from.batch_size, into.batch_size);
  Set(from.clip, into.clip);
  Set(from.epochs, into.epochs);
  Set(from.learning_rate, into.learning_rate);
  Set(from.max_norm, into.max_norm);
  Set(from.precision, into.precision);
}

// A fraction can be turned into steps only when all else is known, so the last word on it is kept until then.
void Apply(const ScheduleOverride& from, stage::Optimisation& into, std::optional<double>& fraction) {
  Set(from.evaluation_interval, into.evaluation_interval);
  if (from.selection_metric) into.selection_metric = from.selection_metric->value;
  if (from.warmup_steps) {
    into.warmup_steps = *from.warmup_steps;
    fraction.reset();
  }
  if (from.warmup) fraction = from.warmup->value;
}

void Apply(const BiasOverride& from, stage::BiasModel& into) {
  Set(from.feature_count, into.feature_count);
  Set(from.hypothesis, into.hypothesis);
  Set(from.inverse_regularisation, into.inverse_regularisation);
  Set(from.shallow.epochs, into.shallow.epochs);
  Set(from.shallow.learning_rate, into.shallow.learning_rate);
  Set(from.shallow.rows, into.shallow.rows);
  Set(from.shallow.seed, into.shallow.seed);
}

// Any work that prunes pooler and classifier or leaves them.
template <typename Work>
void Apply(const PrunableOverride& from, Work& into) {
  Set(from.prune_classifier, into.prune_classifier);
  Set(from.prune_pooler, into.prune_pooler);
}

bool SeesOneText(const stage::BiasModel& bias) {
  return bias.features == stage::Name(BiasFeatures::kClaimOnly) ||
         bias.features == stage::Name(BiasFeatures::kHypothesisOnly);
}

// What a kind of bias model does not read must not change its key.
void ForgetUnread(stage::BiasModel& bias) {
  const stage::BiasModel unwritten;
  if (bias.features != stage::Name(BiasFeatures::kLexicalOverlap)) {
    bias.feature_count = unwritten.feature_count;
  }
  if (bias.features != stage::Name(BiasFeatures::kShallowModel)) {
    bias.shallow = unwritten.shallow;
    return;
  }
  bias.hypothesis = unwritten.hypothesis;
  bias.inverse_regularisation = unwritten.inverse_regularisation;
}

void SetWarmup(const std::optional<double>& fraction, std::int64_t rows, stage::Optimisation& into) {
  if (fraction) into.warmup_steps = std::llround(*fraction * static_cast<double>(TotalSteps(into, rows)));
}

std::int64_t Scaled(std::int64_t steps, double scale) {
  return std::llround(static_cast<double>(steps) * scale);
}

std::vector<std::int64_t> DefaultSnapshots(Loss loss, double scale, std::int64_t total_steps) {
  std::vector<std::int64_t> steps;
  if (loss != Loss::kStd) return steps;
  for (const std::int64_t step : kSnapshotSteps) {
    const std::int64_t scaled = std::max<std::int64_t>(1, Scaled(step, scale));
    if (scaled <= total_steps) steps.push_back(scaled);
  }
  return steps;
}

}  // namespace

std::int64_t TotalSteps(const stage::Optimisation& optimisation, std::int64_t rows) {
  const std::int64_t steps_per_epoch = (rows + optimisation.batch_size - 1) / optimisation.batch_size;
  return std::max<std::int64_t>(1, std::llround(optimisation.epochs * static_cast<double>(steps_per_epoch)));
}

Recipe::Recipe(const Specification& specification, std::string_view task, const CatalogueDataset& dataset)
    : specification_(&specification),
      defaults_(&DefaultsOf(dataset.task)),
      selection_metric_(defaults_->selection_metric) {
  if (selection_metric_ == stage::SelectionMetric::kF1 && Has(Compat::kWeightedF1Selection)) {
    selection_metric_ = stage::SelectionMetric::kWeightedF1;
  }
  for (const NamedTaskOverride& named : specification.overrides.tasks) {
    if (named.task.value == task) task_ = &named.fields;
  }
}

template <typename Override, typename Apply>
void Recipe::ForEach(ByLoss<Override> TaskOverride::*section, Loss loss, const Apply& apply) const {
  for (const TaskOverride* level : {&specification_->overrides.every, task_}) {
    if (level == nullptr) continue;
    apply((level->*section).every);
    apply((level->*section).of[static_cast<std::size_t>(loss)]);
  }
}

stage::Optimisation Recipe::Common(std::int64_t seed, double epochs) const {
  const double scale = specification_->scale;
  stage::Optimisation optimisation;
  optimisation.learning_rate = defaults_->learning_rate;
  optimisation.warmup_steps = Scaled(defaults_->warmup_steps, scale);
  optimisation.epochs = epochs;
  optimisation.clip = defaults_->clip;
  optimisation.evaluation_interval = std::max<std::int64_t>(1, Scaled(defaults_->evaluation_interval, scale));
  optimisation.seed = seed;
  optimisation.precision = specification_->precision;
  optimisation.curves = specification_->curves;
  optimisation.selection_metric = selection_metric_;
  return optimisation;
}

// A mask on the pre-trained model takes the shorter training at every sparsity.
stage::Optimisation Recipe::OracleCommon(const Treatment& treatment, std::int64_t seed) const {
  const bool is_long = treatment.finetune_loss.has_value() &&
                       treatment.sparsity.value > defaults_->oracle_long_from - kSameSparsity;
  stage::Optimisation optimisation = Common(seed, is_long ? defaults_->oracle_long_epochs : kOracleEpochs);
  optimisation.learning_rate = kOracleLearningRate;
  optimisation.warmup_steps = Scaled(defaults_->oracle_warmup_steps, specification_->scale);
  return optimisation;
}

// It matters to no other loss, so it may not change the key of one.
stage::ReweightDivisor Recipe::DivisorFor(Loss loss) const {
  return loss == Loss::kReweight && Has(Compat::kReweightByBatch) ? stage::ReweightDivisor::kBatch
                                                                  : stage::ReweightDivisor::kWeightSum;
}

std::vector<const BiasOverride*> Recipe::BiasOverrides() const {
  std::vector<const BiasOverride*> written = {&specification_->overrides.every.bias};
  if (task_ != nullptr) written.push_back(&task_->bias);
  return written;
}

const Placed<std::string>* Recipe::WordVectors() const {
  const Placed<std::string>* name = nullptr;
  for (const BiasOverride* from : BiasOverrides()) {
    if (from->word_vectors) name = &*from->word_vectors;
  }
  return name;
}

stage::BiasModel Recipe::Bias() const {
  stage::BiasModel bias;
  bias.features = defaults_->bias_features;
  bias.hypothesis = defaults_->hypothesis;
  bias.shallow.precision = specification_->precision;
  bias.shallow.rows = std::max<std::int64_t>(1, Scaled(bias.shallow.rows, specification_->scale));
  if (Has(Compat::kFiveFeatures)) bias.feature_count = kFewerFeatures;
  const std::vector<const BiasOverride*> written = BiasOverrides();
  for (const BiasOverride* from : written) {
    if (from->features) bias.features = stage::Name(*from->features);
  }
  if (SeesOneText(bias) && WordVectors() == nullptr) {
    bias.inverse_regularisation = kOneTextInverseRegularisation;
  }
  for (const BiasOverride* from : written) Apply(*from, bias);
  ForgetUnread(bias);
  return bias;
}

template <typename Override>
void Recipe::FindSelection(ByLoss<Override> TaskOverride::*section, Loss loss, Selection& found) const {
  ForEach(section, loss, [&](const Override& from) {
    if (from.schedule.selection_metric) found = &*from.schedule.selection_metric;
  });
}

Recipe::Selection Recipe::WrittenSelection(const stage::Finetune& work) const {
  Selection found = nullptr;
  FindSelection(&TaskOverride::finetune, work.loss, found);
  return found;
}

Recipe::Selection Recipe::WrittenSelection(const stage::MaskTrain& work, bool oracle) const {
  Selection found = nullptr;
  FindSelection(&TaskOverride::mask, work.loss, found);
  if (oracle) FindSelection(&TaskOverride::oracle, work.loss, found);
  return found;
}

Recipe::Selection Recipe::WrittenSelection(const stage::Retrain& work) const {
  Selection found = nullptr;
  FindSelection(&TaskOverride::finetune, work.loss, found);
  FindSelection(&TaskOverride::retrain, work.loss, found);
  return found;
}

const std::vector<Placed<std::int64_t>>* Recipe::WrittenSnapshots(Loss loss) const {
  const std::vector<Placed<std::int64_t>>* written = nullptr;
  ForEach(&TaskOverride::finetune, loss, [&](const FinetuneOverride& from) {
    if (!from.snapshot_steps.empty()) written = &from.snapshot_steps;
  });
  return written;
}

stage::Finetune Recipe::Finetune(Loss loss, std::int64_t seed, std::int64_t rows) const {
  stage::Finetune work;
  work.loss = loss;
  work.optimisation = Common(seed, defaults_->finetune_epochs[static_cast<std::size_t>(loss)]);
  work.reweight_divisor = DivisorFor(work.loss);
  std::optional<double> warmup;
  ForEach(&TaskOverride::finetune, loss, [&](const FinetuneOverride& from) {
    Apply(from.training, work.optimisation);
    Apply(from.schedule, work.optimisation, warmup);
  });
  SetWarmup(warmup, rows, work.optimisation);
  const std::vector<Placed<std::int64_t>>* written = WrittenSnapshots(loss);
  if (written == nullptr) {
    work.snapshot_steps = DefaultSnapshots(loss, specification_->scale, TotalSteps(work.optimisation, rows));
  } else {
    for (const auto& step : *written) {
      if (step.value > 0) work.snapshot_steps.push_back(step.value);
    }
  }
  return work;
}

double Recipe::MaskEpochs(Loss loss) const {
  const bool short_one =
      loss == Loss::kReweight && Has(Compat::kReleasedEpochs) && defaults_ == &kTaskDefaults.front();
  return short_one ? kReleasedReweightMaskEpochs : defaults_->pruning_epochs;
}

// A score moves about as far as the learning rates of all steps add up to, at most (short_training.h): fewer
// steps at the same rate could leave every mask that of the magnitudes.
double Recipe::MaskRate(double rate) const {
  return std::max(rate, std::min(rate / specification_->scale, kScaledMaskRateCap));
}

void Recipe::ApplyMask(const MaskOverride& from, stage::MaskTrain& into,
                       std::optional<double>& warmup) const {
  Apply(from.training, into.optimisation);
  Apply(from.prunable, into);
  Apply(from.schedule, into.optimisation, warmup);
  Set(from.control_interval, into.control_interval);
  Set(from.kept_score_factor, into.kept_score_factor);
  Set(from.selection_from, into.selection_from);
  Set(from.threshold, into.threshold);
}

stage::MaskTrain Recipe::MaskTrain(const Treatment& treatment, std::int64_t seed, std::int64_t rows) const {
  stage::MaskTrain work;
  work.loss = *PruningLoss(treatment);
  work.sparsity = treatment.sparsity.value;
  work.initial_sparsity = treatment.sparsity.initial.value_or(treatment.sparsity.value);
  const bool is_gradual = treatment.sparsity.initial.has_value();
  work.initialisation = treatment.initialisation.value_or(is_gradual ? stage::Initialisation::kSoft
                                                                     : stage::Initialisation::kHard);
  // The window of eligible steps is for masks on models that are good from the start.
  if (!treatment.finetune_loss) work.selection_from = 0;
  work.optimisation = treatment.oracle ? OracleCommon(treatment, seed) : Common(seed, MaskEpochs(work.loss));
  work.optimisation.learning_rate = MaskRate(work.optimisation.learning_rate);
  work.reweight_divisor = DivisorFor(work.loss);
  work.scope = treatment.scope;
  work.structure = treatment.structure;
  work.prune_pooler = !Has(Compat::kPaperMatrices);
  work.inclusive_threshold = Has(Compat::kInclusiveThreshold);
  work.gradual_reset_to_initial = is_gradual && Has(Compat::kGradualReset);
  std::optional<double> warmup;
  const auto apply = [&](const MaskOverride& from) { ApplyMask(from, work, warmup); };
  ForEach(&TaskOverride::mask, work.loss, apply);
  if (treatment.oracle) ForEach(&TaskOverride::oracle, work.loss, apply);
  if (treatment.epochs) work.optimisation.epochs = *treatment.epochs;
  if (work.control_interval == 0 && Has(Compat::kFineControl)) {
    const std::int64_t interval = work.optimisation.evaluation_interval;
    work.control_interval = std::max<std::int64_t>(1, interval / kFineControlsPerInterval);
  }
  SetWarmup(warmup, rows, work.optimisation);
  return work;
}

stage::Imp Recipe::Imp(const Treatment& treatment, std::int64_t seed) const {
  stage::Imp work;
  const Loss loss = *PruningLoss(treatment);
  work.loss = Has(Compat::kImpWithoutDebiasing) ? Loss::kStd : loss;
  work.optimisation = Common(seed, defaults_->pruning_epochs);
  work.optimisation.clip = stage::Clip::kGlobal;
  // None of these changes what a ladder yields, so none may change its key.
  work.optimisation.warmup_steps = 0;
  work.optimisation.evaluation_interval = stage::Optimisation().evaluation_interval;
  work.optimisation.selection_metric = stage::SelectionMetric::kAccuracy;
  work.reweight_divisor = DivisorFor(work.loss);
  work.scope = treatment.scope;
  const bool from_pretrained = treatment.pipeline == Pipeline::kPruneFinetune;
  if (from_pretrained && !Has(Compat::kNoRewind)) work.rewind = stage::Rewind::kPretrained;
  work.prune_pooler = !Has(Compat::kPaperMatrices);
  work.prune_classifier = Has(Compat::kPaperMatrices);
  ForEach(&TaskOverride::imp, loss, [&](const ImpOverride& from) {
    Apply(from.training, work.optimisation);
    Apply(from.prunable, work);
  });
  // That of a lottery ticket is drawn for the search alone.
  if (from_pretrained) work.prune_classifier = false;
  return work;
}

stage::OneShot Recipe::OneShot(const Treatment& treatment, std::int64_t seed) const {
  stage::OneShot work;
  const bool is_random = treatment.method == Method::kRandom;
  work.criterion = is_random ? stage::OneShotCriterion::kRandom : stage::OneShotCriterion::kMagnitude;
  work.sparsity = treatment.sparsity.value;
  work.scope = treatment.scope;
  work.structure = treatment.structure;
  work.seed = is_random ? seed : 0;
  work.prune_pooler = !Has(Compat::kPaperMatrices);
  work.prune_classifier = Has(Compat::kPaperMatrices) && treatment.finetune_loss.has_value();
  return work;
}

stage::Retrain Recipe::Retrain(const Treatment& treatment, std::int64_t seed, std::int64_t rows) const {
  stage::Retrain work;
  work.loss = *treatment.loss;
  const bool is_ladder = treatment.method == Method::kImp;
  if (is_ladder) work.level = ImpLevel(treatment.sparsity.value);
  work.optimisation = Common(seed, defaults_->finetune_epochs[static_cast<std::size_t>(work.loss)]);
  const bool longer = is_ladder && work.loss == Loss::kStd && defaults_ == &kTaskDefaults.front();
  if (longer && Has(Compat::kReleasedEpochs)) work.optimisation.epochs = kReleasedTicketEpochs;
  work.reweight_divisor = DivisorFor(work.loss);
  std::optional<double> warmup;
  const auto apply = [&](const auto& from) {
    Apply(from.training, work.optimisation);
    Apply(from.schedule, work.optimisation, warmup);
  };
  ForEach(&TaskOverride::finetune, work.loss, apply);
  ForEach(&TaskOverride::retrain, work.loss, apply);
  SetWarmup(warmup, rows, work.optimisation);
  return work;
}

}  // namespace srnet::planning
