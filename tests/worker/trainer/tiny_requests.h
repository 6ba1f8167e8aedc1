// Requests for every kind of stage on the tiny task, each in its own folder below one root.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "common/digest/sha256.h"
#include "common/trainer_protocol/request.h"
#include "model/data/dataset_folder.h"
#include "tests/support/tiny_nli.h"

namespace srnet::trainer {

class TinyRequests {
 public:
  using Paths = std::map<std::string, std::filesystem::path>;

  // Writes the model and the data set.
  explicit TinyRequests(std::filesystem::path root) : root_(std::move(root)) {
    srnet::testing::WriteTinyModel(root_ / "model");
    SRNET_CHECK(data::WriteDatasetFolder(srnet::testing::TinyDataset(), root_ / "data").ok());
  }

  trainer_protocol::Request Make(const std::string& name, stage::Work work, Paths inputs,
                                 Paths sources) const {
    trainer_protocol::Request request;
    request.stage.work = std::move(work);
    for (const auto& [role, path] : inputs) {
      request.stage.inputs.push_back(
          {role, {DigestOf(role)}, path.extension() == ".srnetlvl" ? "levels" : role});
    }
    for (const auto& [role, path] : sources) request.stage.sources.push_back({role, DigestOf(role)});
    request.inputs = std::move(inputs);
    request.sources = std::move(sources);
    request.output = root_ / name;
    request.resume = root_ / (name + ".resume");
    request.threads = 1;
    return request;
  }

  trainer_protocol::Request Import() const {
    return Make("import", stage::ImportDataset{.max_length = 32}, {},
                {{"dataset", root_ / "data"}, {"model", root_ / "model"}});
  }
  trainer_protocol::Request Bias() const {
    return Make("bias", stage::BiasModel{}, {{"dataset", Tokens()}}, {{"dataset", root_ / "data"}});
  }
  // Its product is where trainings with a loss that needs a bias look for it, unless it has another name.
  trainer_protocol::Request ShallowBias(const std::string& name, stage::ShallowModel shallow) const {
    return Make(name, stage::BiasModel{.features = "shallow_model", .shallow = shallow},
                {{"dataset", Tokens()}}, {{"dataset", root_ / "data"}, {"model", root_ / "model"}});
  }
  trainer_protocol::Request Teacher() const {
    return Make("teacher", stage::Teacher{}, {{"dataset", Tokens()}, {"checkpoint", Finetuned()}}, Model());
  }
  trainer_protocol::Request OneShot(const std::string& name, stage::OneShot work, Paths inputs = {}) const {
    return Make(name, std::move(work), std::move(inputs), Model());
  }
  trainer_protocol::Request Retrain(const std::string& name, stage::Retrain work,
                                    const std::filesystem::path& mask) const {
    return Make(name, std::move(work), WithBias(work.loss, {{"dataset", Tokens()}, {"mask", mask}}), Model());
  }
  trainer_protocol::Request Finetune(const std::string& name, stage::Finetune work) const {
    return Make(name, std::move(work), WithBias(work.loss, {{"dataset", Tokens()}}), Model());
  }
  trainer_protocol::Request MaskTrain(const std::string& name, stage::MaskTrain work) const {
    return Make(name, std::move(work),
                WithBias(work.loss, {{"dataset", Tokens()}, {"checkpoint", Finetuned()}}), Model());
  }
  trainer_protocol::Request MaskPretrained(const std::string& name, stage::MaskTrain work) const {
    return Make(name, std::move(work), WithBias(work.loss, {{"dataset", Tokens()}}), Model());
  }
  trainer_protocol::Request ImpPretrained(const std::string& name, stage::Imp work) const {
    return Make(name, std::move(work), WithBias(work.loss, {{"dataset", Tokens()}}), Model());
  }
  trainer_protocol::Request Imp(const std::string& name, stage::Imp work) const {
    return Make(name, std::move(work),
                WithBias(work.loss, {{"dataset", Tokens()}, {"checkpoint", Finetuned()}}), Model());
  }
  trainer_protocol::Request Evaluate(const std::string& name, Paths inputs, stage::Evaluate work = {}) const {
    inputs["dataset"] = Tokens();
    return Make(name, std::move(work), std::move(inputs), Model());
  }

  std::filesystem::path Tokens() const { return root_ / "import/dataset.srnettok"; }
  // The checkpoint that pruning starts from: that of the finetune named "finetune".
  std::filesystem::path Finetuned() const { return root_ / "finetune/checkpoint.safetensors"; }
  Paths Model() const { return {{"model", root_ / "model"}}; }
  const std::filesystem::path& root() const { return root_; }

 private:
  Paths WithBias(stage::Loss loss, Paths inputs) const {
    if (loss != stage::Loss::kStd) inputs["bias"] = root_ / "bias/bias.srnetbias";
    if (loss == stage::Loss::kConfReg) inputs["teacher"] = root_ / "teacher/predictions.srnetbias";
    return inputs;
  }

  std::filesystem::path root_;
};

// A run of 12 steps with an evaluation every 5.
inline stage::Optimisation TinyOptimisation() {
  return {.learning_rate = 2e-3,
          .warmup_steps = 2,
          .epochs = 2,
          .batch_size = 16,
          .evaluation_interval = 5,
          .seed = 3,
          .precision = stage::Precision::kFloat32};
}

}  // namespace srnet::trainer
