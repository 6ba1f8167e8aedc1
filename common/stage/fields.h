// The one description of every field of a stage's work: its name in the canonical text and the values it may
// take.
//
// The writer and the strict reader of canonical.cc both walk it, so neither can know a field the other does
// not. Fields are visited in the order of their names, which makes the canonical text sorted. A visitor is
// called as visit(name, field) or visit(name, field, bounds); a nested struct is a field too, and the bounds
// of a list are those of its numbers.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "common/stage/stage.h"

namespace srnet::stage {

// The interval a number must lie in; an open end is itself excluded.
template <typename T>
struct Bounds {
  T low;
  T high;
  bool low_open = false;
  bool high_open = false;

  constexpr bool Hold(T value) const {
    return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
  }
};

inline constexpr Bounds<std::int64_t> kRowBounds{0, std::int64_t{1} << 40};
inline constexpr Bounds<std::int64_t> kLengthBounds{8, 4096};
inline constexpr Bounds<std::int64_t> kStepBounds{0, std::int64_t{1} << 40};
inline constexpr Bounds<std::int64_t> kIntervalBounds{1, std::int64_t{1} << 40};
inline constexpr Bounds<std::int64_t> kBatchBounds{1, 65536};
inline constexpr Bounds<std::int64_t> kSeedBounds{0, std::numeric_limits<std::int64_t>::max()};
inline constexpr Bounds<std::int64_t> kFeatureBounds{1, 7};
inline constexpr Bounds<std::int64_t> kSegmentBounds{2, 1000};
inline constexpr Bounds<std::int64_t> kLevelBounds{1, 999};
inline constexpr Bounds<std::int64_t> kRetrainLevelBounds{0, 999};
inline constexpr Bounds<std::int64_t> kShallowRowBounds{1, std::int64_t{1} << 40};
inline constexpr Bounds<double> kLearningRateBounds{0, 1};
inline constexpr Bounds<double> kEpochBounds{0, 10000, true};
inline constexpr Bounds<double> kNormBounds{0, 1e9, true};
inline constexpr Bounds<double> kRegularisationBounds{0, 1e9, true};
inline constexpr Bounds<double> kSparsityBounds{0, 1, false, true};
inline constexpr Bounds<double> kThresholdBounds{0, 1, true};
inline constexpr Bounds<double> kScoreFactorBounds{1, 1e6, true};
inline constexpr Bounds<double> kFractionBounds{0, 1};

// A struct to read from (const) or to fill.
template <typename T, typename Struct>
concept Of = std::same_as<std::remove_const_t<T>, Struct>;

template <typename Visitor, Of<ImportDataset> T>
void VisitFields(Visitor& visit, T& work) {
  visit("evaluation_rows", work.evaluation_rows, kRowBounds);
  visit("max_length", work.max_length, kLengthBounds);
  visit("oracle", work.oracle);
  visit("train_rows", work.train_rows, kRowBounds);
}

template <typename Visitor, Of<ShallowModel> T>
void VisitFields(Visitor& visit, T& shallow) {
  visit("epochs", shallow.epochs, kEpochBounds);
  visit("learning_rate", shallow.learning_rate, kLearningRateBounds);
  visit("precision", shallow.precision);
  visit("rows", shallow.rows, kShallowRowBounds);
  visit("seed", shallow.seed, kSeedBounds);
}

template <typename Visitor, Of<BiasModel> T>
void VisitFields(Visitor& visit, T& work) {
  visit("feature_count", work.feature_count, kFeatureBounds);
  visit("features", work.features);
  visit("hypothesis", work.hypothesis);
  visit("inverse_regularisation", work.inverse_regularisation, kRegularisationBounds);
  visit("shallow", work.shallow);
}

template <typename Visitor, Of<Optimisation> T>
void VisitFields(Visitor& visit, T& optimisation) {
  visit("batch_size", optimisation.batch_size, kBatchBounds);
  visit("clip", optimisation.clip);
  visit("curves", optimisation.curves);
  visit("epochs", optimisation.epochs, kEpochBounds);
  visit("evaluation_interval", optimisation.evaluation_interval, kIntervalBounds);
  visit("learning_rate", optimisation.learning_rate, kLearningRateBounds);
  visit("max_norm", optimisation.max_norm, kNormBounds);
  visit("precision", optimisation.precision);
  visit("seed", optimisation.seed, kSeedBounds);
  visit("selection_metric", optimisation.selection_metric);
  visit("warmup_steps", optimisation.warmup_steps, kStepBounds);
}

template <typename Visitor, Of<Finetune> T>
void VisitFields(Visitor& visit, T& work) {
  visit("loss", work.loss);
  visit("optimisation", work.optimisation);
  visit("reweight_divisor", work.reweight_divisor);
  visit("snapshot_steps", work.snapshot_steps, kIntervalBounds);
}

template <typename Visitor, Of<MaskTrain> T>
void VisitFields(Visitor& visit, T& work) {
  visit("control_interval", work.control_interval, kStepBounds);
  visit("gradual_reset_to_initial", work.gradual_reset_to_initial);
  visit("inclusive_threshold", work.inclusive_threshold);
  visit("initial_sparsity", work.initial_sparsity, kSparsityBounds);
  visit("initialisation", work.initialisation);
  visit("kept_score_factor", work.kept_score_factor, kScoreFactorBounds);
  visit("loss", work.loss);
  visit("optimisation", work.optimisation);
  visit("prune_classifier", work.prune_classifier);
  visit("prune_pooler", work.prune_pooler);
  visit("reweight_divisor", work.reweight_divisor);
  visit("scope", work.scope);
  visit("selection_from", work.selection_from, kFractionBounds);
  visit("sparsity", work.sparsity, kSparsityBounds);
  visit("structure", work.structure);
  visit("threshold", work.threshold, kThresholdBounds);
}

template <typename Visitor, Of<Imp> T>
void VisitFields(Visitor& visit, T& work) {
  visit("levels", work.levels, kLevelBounds);
  visit("loss", work.loss);
  visit("optimisation", work.optimisation);
  visit("prune_classifier", work.prune_classifier);
  visit("prune_pooler", work.prune_pooler);
  visit("reweight_divisor", work.reweight_divisor);
  visit("rewind", work.rewind);
  visit("scope", work.scope);
  visit("segments", work.segments, kSegmentBounds);
}

template <typename Visitor, Of<Teacher> T>
void VisitFields(Visitor& visit, T& work) {
  visit("precision", work.precision);
}

template <typename Visitor, Of<OneShot> T>
void VisitFields(Visitor& visit, T& work) {
  visit("criterion", work.criterion);
  visit("prune_classifier", work.prune_classifier);
  visit("prune_pooler", work.prune_pooler);
  visit("scope", work.scope);
  visit("seed", work.seed, kSeedBounds);
  visit("sparsity", work.sparsity, kSparsityBounds);
  visit("structure", work.structure);
}

template <typename Visitor, Of<Retrain> T>
void VisitFields(Visitor& visit, T& work) {
  visit("level", work.level, kRetrainLevelBounds);
  visit("loss", work.loss);
  visit("optimisation", work.optimisation);
  visit("reweight_divisor", work.reweight_divisor);
}

template <typename Visitor, Of<Evaluate> T>
void VisitFields(Visitor& visit, T& work) {
  visit("classifier_seed", work.classifier_seed, kSeedBounds);
  visit("fresh_classifier", work.fresh_classifier);
  visit("precision", work.precision);
  visit("sets", work.sets);
}

}  // namespace srnet::stage
