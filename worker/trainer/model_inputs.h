// Opens what the stages read: tokenised data set, model and checkpoint, checked against each other.
//
// NOT_FOUND and INVALID_ARGUMENT name the file. Notices of loading go to the reporter.
#pragma once

#include <cstdint>
#include <vector>

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/data/tokenised_dataset.h"
#include "model/encoder/bert_config.h"
#include "model/encoder/precision.h"
#include "model/encoder/weights.h"
#include "model/loss/classification_loss.h"
#include "worker/trainer/stage_context.h"

namespace srnet::trainer {

struct ModelInputs {
  data::TokenisedDataset dataset;
  encoder::BertConfig config;

  std::int64_t classes() const { return static_cast<std::int64_t>(dataset.labels().size()); }
  const data::TokenisedSet& training_set() const { return *dataset.Find(data::Role::kTrain); }
  const data::TokenisedSet& dev_set() const { return *dataset.Find(data::Role::kDev); }
};

// The input "dataset" and the config.json of the source "model".
StatusOr<ModelInputs> OpenModelInputs(const StageContext& context);

// The weights of the source "model": pre-trained, with what is missing drawn from the seed.
StatusOr<encoder::Weights> LoadPretrained(StageContext& context, const ModelInputs& inputs,
                                          std::int64_t seed);

// The weights of the input "checkpoint", which must hold every parameter: nothing is drawn for it.
StatusOr<encoder::Weights> LoadCheckpoint(StageContext& context, const ModelInputs& inputs);

bool HasCheckpoint(const StageContext& context);

// The pre-trained weights under a classifier drawn from the seed, also where the model has one.
StatusOr<encoder::Weights> LoadUntuned(StageContext& context, const ModelInputs& inputs, std::int64_t seed);

// What a pruning starts from: the checkpoint, or without one the untuned weights.
StatusOr<encoder::Weights> LoadStart(StageContext& context, const ModelInputs& inputs, std::int64_t seed);

// Of untuned weights those parameters that were drawn from the seed: the classifier, and the pooler if the
// model has none.
std::vector<checkpoint::NamedTensor> DrawnParameters(const ModelInputs& inputs,
                                                     const encoder::Weights& untuned, std::int64_t seed);

// "auto" becomes what this CPU is best at.
StatusOr<encoder::Precision> PrecisionOf(stage::Precision precision);

// What the loss needs to know besides labels: the inputs "bias" and "teacher", for the training rows.
StatusOr<loss::Guides> LoadGuides(const StageContext& context, const ModelInputs& inputs, stage::Loss loss);

}  // namespace srnet::trainer
