// One stage of every kind, with all optional roles, for the tests of the canonical text.
#pragma once

#include <vector>

#include "common/digest/sha256.h"
#include "common/stage/stage.h"

namespace srnet::stage {

inline Input ExampleInput(std::string role) { return {role, {DigestOf("stage of " + role)}, role}; }
inline Source ExampleSource(std::string role) { return {role, DigestOf(role)}; }

inline std::vector<Stage> ExampleStages() {
  const Input bias = ExampleInput("bias");
  const Input checkpoint = ExampleInput("checkpoint");
  const Input dataset = ExampleInput("dataset");
  const Source model = ExampleSource("model");
  return {
      {ImportDataset{}, {}, {ExampleSource("dataset"), model}},
      {BiasModel{}, {dataset}, {ExampleSource("dataset"), ExampleSource("word_vectors")}},
      {Finetune{.loss = Loss::kPoe}, {bias, dataset}, {model}},
      {MaskTrain{.loss = Loss::kPoe}, {bias, checkpoint, dataset}, {model}},
      {Imp{.loss = Loss::kPoe}, {bias, checkpoint, dataset}, {model}},
      {Evaluate{.sets = {"dev", "hans"}}, {checkpoint, dataset, ExampleInput("mask")}, {model}},
  };
}

}  // namespace srnet::stage
