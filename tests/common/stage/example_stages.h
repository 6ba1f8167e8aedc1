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
  const Input mask = ExampleInput("mask");
  const Input teacher = ExampleInput("teacher");
  const Source model = ExampleSource("model");
  return {
      {ImportDataset{}, {}, {ExampleSource("dataset"), model}},
      {BiasModel{.features = "shallow_model"},
       {dataset},
       {ExampleSource("dataset"), model, ExampleSource("word_vectors")}},
      {Finetune{.loss = Loss::kConfReg, .snapshot_steps = {5000, 10000}}, {bias, dataset, teacher}, {model}},
      {MaskTrain{.loss = Loss::kConfReg}, {bias, checkpoint, dataset, teacher}, {model}},
      {Imp{.loss = Loss::kConfReg}, {bias, checkpoint, dataset, teacher}, {model}},
      {Evaluate{.sets = {"dev", "hans"}}, {checkpoint, dataset, mask}, {model}},
      {Teacher{}, {checkpoint, dataset}, {model}},
      {OneShot{}, {checkpoint}, {model}},
      {Retrain{.loss = Loss::kConfReg}, {bias, dataset, mask, teacher}, {model}},
  };
}

}  // namespace srnet::stage
