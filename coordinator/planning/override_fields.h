// The fields of overrides; see fields.h, which includes this.
#pragma once

#include "common/stage/fields.h"
#include "coordinator/planning/field.h"
#include "coordinator/planning/overrides.h"

namespace srnet::planning {

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
  visit(Field{"selection_metric", "The dev metric that selects the best step."}, fields.selection_metric);
  visit(Field{"warmup", "Part of all steps in which the learning rate rises."}, fields.warmup,
        kWarmupFraction);
  visit(Field{"warmup_steps", "Steps in which the learning rate rises."}, fields.warmup_steps,
        stage::kStepBounds);
}

template <typename Visitor, Of<PrunableOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"prune_classifier", "Whether the classifier is pruned; by ladders it is not by default."},
        fields.prune_classifier);
  visit(Field{"prune_pooler", "Whether the pooler is pruned; it is by default."}, fields.prune_pooler);
}

template <typename Visitor, Of<FinetuneOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  DescribeFields(visit, fields.training);
  DescribeFields(visit, fields.schedule);
  visit(Field{"snapshot_steps", "Steps whose weights are kept for masks to start from; 0 keeps none."},
        fields.snapshot_steps, stage::kStepBounds);
}

template <typename Visitor, Of<RetrainOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  DescribeFields(visit, fields.training);
  DescribeFields(visit, fields.schedule);
}

template <typename Visitor, Of<MaskOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  DescribeFields(visit, fields.training);
  DescribeFields(visit, fields.schedule);
  DescribeFields(visit, fields.prunable);
  visit(Field{"control_interval", "Steps between resets of the sparsity; 0 is the evaluation interval."},
        fields.control_interval, stage::kStepBounds);
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
  DescribeFields(visit, fields.prunable);
}

template <typename Visitor, Of<ShallowOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"epochs", "Passes over its rows."}, fields.epochs, stage::kEpochBounds);
  visit(Field{"learning_rate", "Peak of its schedule."}, fields.learning_rate, stage::kLearningRateBounds);
  visit(Field{"rows", "Training rows that it sees."}, fields.rows, stage::kShallowRowBounds);
  visit(Field{"seed", "Of the choice of rows and of the training."}, fields.seed, stage::kSeedBounds);
}

template <typename Visitor, Of<BiasOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"feature_count", "7 features of lexical overlap, or the 5 that the paper lists."},
        fields.feature_count, kFeatureCounts);
  visit(Field{"features", "What the bias model sees."}, fields.features);
  visit(Field{"hypothesis", "Which text plays the hypothesis."}, fields.hypothesis);
  visit(Field{"inverse_regularisation",
              "C of the logistic regression: 100, or 2 for models of one text without word vectors."},
        fields.inverse_regularisation, stage::kRegularisationBounds);
  visit(Field{"shallow", "The network behind the features shallow_model."}, fields.shallow);
  visit(Field{"word_vectors", "Name or digest of word vectors in the catalogue; none by default."},
        fields.word_vectors);
}

template <typename Visitor, Of<TaskOverride> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"bias", "The bias model behind every loss but std."}, fields.bias);
  visit(Field{"finetune", "Fine-tuning of the full model."}, fields.finetune);
  visit(Field{"imp", "Iterative magnitude pruning; `epochs` is the length of the whole ladder to 100 %."},
        fields.imp);
  visit(Field{"mask", "Mask training."}, fields.mask);
  visit(Field{"oracle", "Mask training with out-of-distribution rows, on top of mask."}, fields.oracle);
  visit(Field{"retrain", "Fine-tuning of a subnetwork in isolation, on top of finetune."}, fields.retrain);
}

}  // namespace srnet::planning
