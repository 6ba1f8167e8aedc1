// What tests of trained models share: made-up gradients, copies, and a state carried from one model to
// another.
#pragma once

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/files/files.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/training/trained_model.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::training {

inline const ClippingRule kNoClipping{.clip = stage::Clip::kGlobal, .max_norm = 1e9};

// Gradients without pattern for each leaf, the same on every call.
inline std::vector<at::Tensor> SomeGradients(const TrainedModel& model, double scale = 1, int update = 0) {
  std::vector<at::Tensor> gradients;
  double phase = 0.001 * update;
  for (const at::Tensor& leaf : model.leaves()) {
    gradients.push_back(
        scale * at::sin(at::arange(leaf.numel(), at::kFloat) * 1.7 + (phase += 0.3)).view(leaf.sizes()));
  }
  return gradients;
}

inline std::map<std::string, at::Tensor> Copies(encoder::Weights weights) {
  std::map<std::string, at::Tensor> copies;
  for (const auto& parameter : encoder::Parameters(weights))
    copies[parameter.name] = parameter.tensor->detach().clone();
  return copies;
}

inline std::int64_t Zeros(const at::Tensor& tensor) {
  return tensor.numel() - at::count_nonzero(tensor.detach()).item<std::int64_t>();
}

inline void Train(TrainedModel& model, int updates, double rate) {
  for (int update = 1; update <= updates; ++update) {
    ASSERT_THAT(model.Apply(SomeGradients(model, 1, update), {.number = update, .learning_rate = rate}),
                ::srnet::testing::IsOk());
  }
}

// Saves the state of one model and restores it into another.
inline void Transfer(const TrainedModel& from, TrainedModel& to) {
  const srnet::testing::TemporaryDirectory folder;
  ASSERT_THAT(checkpoint::WriteSafetensors(folder / "state", from.State()), ::srnet::testing::IsOk());
  const auto reader = checkpoint::SafetensorsReader::Open(folder / "state");
  ASSERT_THAT(reader, ::srnet::testing::IsOk());
  ASSERT_THAT(to.Restore(*reader), ::srnet::testing::IsOk());
}

inline std::string ProductOf(const TrainedModel& model) {
  const srnet::testing::TemporaryDirectory folder;
  EXPECT_THAT(model.WriteProduct(folder / "product"), ::srnet::testing::IsOk());
  return *ReadFile(folder / "product", 1 << 24);
}

}  // namespace srnet::training
