// The one description of every field of a specification: how it is spelled, what it means, what it may be.
//
// The reader (map_reader.h) and the JSON Schema (schema.cc) both walk it, so neither can know a field the
// other does not. A visitor is called as visit(field, member) or visit(field, member, bounds); which form a
// field takes (a number, a choice, one or a list, a mapping) follows from the type of the member.
#pragma once

#include "coordinator/planning/field.h"
#include "coordinator/planning/override_fields.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

template <typename Visitor, Of<RowLimits> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"evaluation_rows", "At most so many rows of every evaluation set; 0 is all."},
        fields.evaluation_rows, stage::kRowBounds);
  visit(Field{"train_rows", "At most so many training rows; 0 is all."}, fields.train_rows,
        stage::kRowBounds);
}

template <typename Visitor, Of<RetryLimits> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"crashed", "After crashes without a later checkpoint in between; 4 by default."},
        fields.crashed, kCrashRetries);
  visit(Field{"out_of_memory", "Alone on its worker; 1 by default."}, fields.out_of_memory, kMemoryRetries);
}

template <typename Visitor, Of<Execution> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"retries", "How often a stage is tried again, by what its attempts failed with."},
        fields.retries);
  visit(Field{"deadline", "The longest that one attempt at a stage may run; no limit by default."},
        fields.deadline);
  visit(Field{"labels", "What a worker must carry to run a stage; any may by default."}, fields.labels);
}

template <typename Visitor, Of<ModelReference> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"name", "Name or digest of a model in the catalogue."}, fields.name);
  visit(Field{"path", "A Hugging Face folder that the client uploads."}, fields.path);
}

template <typename Visitor, Of<StartAxis> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"checkpoint_fraction", "Parts of the steps of the fine-tuning."}, fields.checkpoint_fraction,
        kCheckpointFraction);
  visit(Field{"checkpoint_step", "Steps of the fine-tuning at full scale."}, fields.checkpoint_step,
        stage::kIntervalBounds);
}

template <typename Visitor, Of<Block> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"pipeline", "What is done in which order.", true}, fields.pipeline);
  visit(Field{"task_kinds", "Only tasks of these kinds; all by default."}, fields.task_kinds);
  visit(Field{"finetune_loss", "Losses of the full model; std by default."}, fields.finetune_loss);
  visit(Field{"start", "Where the fine-tuning is left that masks start from; its best step by default."},
        fields.start);
  visit(Field{"method", "Pruning methods; none is the full model."}, fields.method);
  visit(Field{"mask_from", "Where the subnetworks come from that are fine-tuned in isolation."},
        fields.mask_from);
  visit(Field{"oracle", "Whether masks are trained with out-of-distribution rows; false by default."},
        fields.oracle);
  visit(Field{"mask_loss", "Losses of the search for a mask that is then fine-tuned in isolation."},
        fields.mask_loss);
  visit(Field{"loss", "Losses of the pruning, or of the fine-tuning in isolation."}, fields.loss);
  visit(Field{"sparsity", "Parts of the prunable weights that become zero."}, fields.sparsity,
        kPrunedSparsity);
  visit(Field{"structure", "What is pruned as one; weights by default."}, fields.structure);
  visit(Field{"scope", "What has the sparsity, each matrix or all together; per_matrix by default."},
        fields.scope);
  visit(Field{"initialisation", "How mask scores start; hard by default."}, fields.initialisation);
  visit(Field{"epochs", "Passes of a mask training; the recipe's by default."}, fields.epochs,
        stage::kEpochBounds);
}

template <typename Visitor, Of<Specification> T>
void DescribeFields(Visitor& visit, T& fields) {
  visit(Field{"name", "What the sweep is called.", true}, fields.name);
  visit(Field{"model", "The pre-trained model that everything starts from, or several.", true},
        fields.models);
  visit(Field{"tasks", "Names or digests of data sets in the catalogue.", true}, fields.tasks);
  visit(Field{"seeds", "Every point of the grid is run with each of them.", true}, fields.seeds,
        stage::kSeedBounds);
  visit(Field{"grid", "Blocks of points; each is the product of its axes.", true}, fields.grid);
  visit(Field{"overrides", "Departures from the default recipe, for all tasks or under the name of one."},
        fields.overrides);
  visit(Field{"compat", "Where paper and released code differ, the readings that are not the default."},
        fields.compat);
  visit(Field{"scale", "Shortens rows and the recipe's steps in proportion; masks learn the faster for it."},
        fields.scale, kScale);
  visit(Field{"limits", "Smaller data, for trying things out."}, fields.limits);
  visit(Field{"curves", "Which sets are evaluated while training."}, fields.curves);
  visit(Field{"precision", "Arithmetic of every stage; auto is the fastest that the device has."},
        fields.precision);
  visit(Field{"evaluate", "Names of the evaluation sets to report; all by default."}, fields.evaluate);
  visit(Field{"max_length", "Longest sequence in tokens, the three special ones included."},
        fields.max_length, stage::kLengthBounds);
  visit(Field{"execution", "How the stages are run. Changes no result, so it is no part of what a sweep is."},
        fields.execution);
}

}  // namespace srnet::planning
