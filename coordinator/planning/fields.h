// The one description of every field of a specification: how it is spelled, what it means, what it may be.
//
// The reader (parse_specification.cc) and the JSON Schema (schema.cc) both walk it, so neither can know a
// field the other does not. A visitor is called as visit(field, member) or visit(field, member, bounds);
// which form a field takes (a number, a choice, one or a list, a mapping) follows from the type of the
// member.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/stage/fields.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

struct Field {
  std::string_view name;
  std::string_view meaning;
  bool required = false;
};

// A number that may also be written with a per cent sign.
struct FractionBounds {
  stage::Bounds<double> bounds;
};

inline constexpr FractionBounds kPrunedSparsity{{0, 1, true, true}};
inline constexpr FractionBounds kWarmupFraction{{0, 1}};
inline constexpr FractionBounds kSelectionFraction{{0, 1}};

template <typename T, typename Struct>
concept Of = stage::Of<T, Struct>;

template <typename Visitor, Of<TrainingOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"batch_size", "Training examples a step."}, fields.batch_size, stage::kBatchBounds);
  visit(Field{"clip", "Whether the gradient is clipped as a whole or tensor by tensor."}, fields.clip);
  visit(Field{"epochs", "Passes over the training rows; need not be whole."}, fields.epochs,
        stage::kEpochBounds);
  visit(Field{"learning_rate", "Peak of the schedule."}, fields.learning_rate, stage::kLearningRateBounds);
  visit(Field{"max_norm", "Norm that gradients are clipped to."}, fields.max_norm, stage::kNormBounds);
  visit(Field{"precision", "Arithmetic of this training; auto is the fastest that the device has."},
        fields.precision);
}

template <typename Visitor, Of<ScheduleOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"evaluation_interval", "Steps between evaluations; the last step is always evaluated."},
        fields.evaluation_interval, stage::kIntervalBounds);
  visit(Field{"warmup", "Part of all steps in which the learning rate rises."}, fields.warmup,
        kWarmupFraction);
  visit(Field{"warmup_steps", "Steps in which the learning rate rises."}, fields.warmup_steps,
        stage::kStepBounds);
}

template <typename Visitor, Of<FinetuneOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  DescribeFields(visit, fields.training);
  DescribeFields(visit, fields.schedule);
}

template <typename Visitor, Of<MaskOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  DescribeFields(visit, fields.training);
  DescribeFields(visit, fields.schedule);
  visit(Field{"kept_score_factor", "Kept scores start at this multiple of the threshold."},
        fields.kept_score_factor, stage::kScoreFactorBounds);
  visit(Field{"selection_from", "Part of all steps after which the best mask is chosen."},
        fields.selection_from, kSelectionFraction);
  visit(Field{"threshold", "Scores above it are kept, at the start."}, fields.threshold,
        stage::kThresholdBounds);
}

template <typename Visitor, Of<ImpOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  DescribeFields(visit, fields.training);
}

template <typename Visitor, Of<BiasOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"inverse_regularisation", "C of the logistic regression."}, fields.inverse_regularisation,
        stage::kRegularisationBounds);
}

template <typename Visitor, Of<TaskOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"bias", "The bias model behind the loss poe."}, fields.bias);
  visit(Field{"finetune", "Fine-tuning of the full model."}, fields.finetune);
  visit(Field{"imp", "Iterative magnitude pruning; `epochs` is the length of the whole ladder to 100 %."},
        fields.imp);
  visit(Field{"mask", "Mask training."}, fields.mask);
}

template <typename Visitor, Of<RowLimits> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"evaluation_rows", "At most so many rows of every evaluation set; 0 is all."},
        fields.evaluation_rows, stage::kRowBounds);
  visit(Field{"train_rows", "At most so many training rows; 0 is all."}, fields.train_rows,
        stage::kRowBounds);
}

template <typename Visitor, Of<ModelReference> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"name", "Name or digest of a model in the catalogue."}, fields.name);
  visit(Field{"path", "A Hugging Face folder that the client uploads."}, fields.path);
}

template <typename Visitor, Of<Block> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"pipeline", "What is done in which order.", true}, fields.pipeline);
  visit(Field{"finetune_loss", "Losses of the full model; std by default."}, fields.finetune_loss);
  visit(Field{"method", "Pruning methods; none is the full model."}, fields.method);
  visit(Field{"loss", "Losses of the pruning."}, fields.loss);
  visit(Field{"sparsity", "Parts of each prunable matrix that become zero."}, fields.sparsity,
        kPrunedSparsity);
}

template <typename Visitor, Of<Specification> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"name", "What the sweep is called.", true}, fields.name);
  visit(Field{"model", "The pre-trained model that everything starts from.", true}, fields.model);
  visit(Field{"tasks", "Names or digests of data sets in the catalogue.", true}, fields.tasks);
  visit(Field{"seeds", "Every point of the grid is run with each of them.", true}, fields.seeds,
        stage::kSeedBounds);
  visit(Field{"grid", "Blocks of points; each is the product of its axes.", true}, fields.grid);
  visit(Field{"overrides", "Departures from the default recipe, for all tasks or under the name of one."},
        fields.overrides);
  visit(Field{"limits", "Smaller data, for trying things out."}, fields.limits);
  visit(Field{"curves", "Which sets are evaluated while training."}, fields.curves);
  visit(Field{"precision", "Arithmetic of every stage; auto is the fastest that the device has."},
        fields.precision);
  visit(Field{"evaluate", "Names of the evaluation sets to report; all by default."}, fields.evaluate);
  visit(Field{"max_length", "Longest sequence in tokens, the three special ones included."},
        fields.max_length, stage::kLengthBounds);
}

}  // namespace srnet::planning
