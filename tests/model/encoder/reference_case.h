// A case written by reference/bert_cases.py, and the comparison of our encoder with it.
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "model/checkpoint/bert_folder.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/encoder/encoder.h"

namespace srnet::encoder {

struct ReferenceCase {
  BertConfig config;
  Weights weights;
  PackedBatch batch;
  at::Tensor labels;
  at::Tensor logits;
  std::vector<std::pair<std::string, at::Tensor>> gradients;
};

inline PackedBatch PackCase(const checkpoint::SafetensorsReader& reader) {
  const at::Tensor lengths = *reader.Read("lengths");
  PackedBatch batch;
  batch.tokens = *reader.Read("tokens");
  batch.segments = *reader.Read("segments");
  std::vector<at::Tensor> positions;
  for (std::int64_t b = 0; b < lengths.numel(); ++b) {
    positions.push_back(at::arange(lengths[b].item<std::int64_t>(), at::kLong));
  }
  batch.positions = at::cat(positions);
  batch.offsets = at::cat({at::zeros({1}, at::kLong), lengths.cumsum(0)}).to(at::kInt);
  batch.max_length = lengths.max().item<std::int64_t>();
  return batch;
}

inline ReferenceCase ReadCase(const std::filesystem::path& folder) {
  const auto reader = *checkpoint::SafetensorsReader::Open(folder / "case.safetensors");
  ReferenceCase read;
  read.logits = *reader.Read("logits");
  read.labels = *reader.Read("labels");
  read.batch = PackCase(reader);
  read.config = *checkpoint::ReadBertConfig(folder / "config.json");
  const checkpoint::LoadOptions options{.labels = read.logits.size(1)};
  read.weights = checkpoint::ReadWeights(folder / "model.safetensors", read.config, options)->weights;
  for (const Parameter& parameter : Parameters(read.weights)) {
    read.gradients.emplace_back(parameter.name, *reader.Read("gradient." + parameter.name));
  }
  return read;
}

// The largest difference, in units of the larger of `floor` and the largest reference value.
inline double RelativeDifference(const at::Tensor& ours, const at::Tensor& reference, double floor) {
  const double scale = std::max(floor, reference.abs().max().item<double>());
  return (ours - reference).abs().max().item<double>() / scale;
}

inline void ExpectAgreement(ReferenceCase& reference, Precision precision, double logit_tolerance,
                            double gradient_tolerance) {
  ASSERT_EQ(Message(Validate(reference.batch, reference.config)), "");
  RequireGradients(reference.weights, true);
  const at::Tensor logits =
      Logits(reference.weights, reference.config, reference.batch, Dropout{}, precision);
  EXPECT_LT((logits - reference.logits).abs().max().item<double>(), logit_tolerance);
  torch::autograd::backward({at::cross_entropy_loss(logits, reference.labels)});
  const std::vector<Parameter> parameters = Parameters(reference.weights);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& [name, expected] = reference.gradients[i];
    ASSERT_TRUE(parameters[i].tensor->grad().defined()) << name;
    EXPECT_LT(RelativeDifference(parameters[i].tensor->grad(), expected, 1e-3), gradient_tolerance) << name;
  }
}

}  // namespace srnet::encoder
