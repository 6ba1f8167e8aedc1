// A model whose file has no head: what is drawn for it anew has nothing to do with a mask of another head.
//
// RoBERTa is always such a model. Here it is a BERT that was saved without its pooler.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "model/checkpoint/bert_folder.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/evaluation/apply_mask.h"
#include "model/evaluation/set_logits.h"
#include "model/prune/coded_tensors.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/trainer/tiny_requests.h"
#include "tests/worker/trainer/trainer_run.h"

namespace srnet::trainer {
namespace {

using ::srnet::testing::IsOk;
using trainer_protocol::Done;

const char kPooler[] = "bert.pooler.dense.weight";

class DrawnHeadTest : public ::testing::Test {
 protected:
  DrawnHeadTest() : requests_(folder_.path()) {
    encoder::Weights weights = srnet::testing::TinyWeights();
    std::vector<checkpoint::NamedTensor> kept;
    for (const encoder::Parameter& parameter : encoder::Parameters(weights)) {
      const bool of_head =
          parameter.name.starts_with("bert.pooler.") || parameter.name.starts_with("classifier.");
      if (!of_head) kept.push_back({parameter.name, *parameter.tensor});
    }
    EXPECT_THAT(checkpoint::WriteSafetensors(ModelFile(), kept, {}), IsOk());
    MustRun(requests_.Import());
  }

  static TrainerRun MustRun(const trainer_protocol::Request& request) {
    TrainerRun run = RunRequest(request, {"--quiet"});
    EXPECT_NE(run.Last<Done>(), nullptr) << request.output << ": " << run.errors;
    return run;
  }
  std::filesystem::path ModelFile() const { return folder_ / "model/model.safetensors"; }
  static encoder::Weights Weights(const std::filesystem::path& file, std::uint64_t seed) {
    return checkpoint::ReadWeights(file, srnet::testing::TinyConfig(), {.labels = 3, .seed = seed})->weights;
  }
  void ExpectADenseHeadOverASubnetwork(const std::string& run) const {
    encoder::Weights weights = Weights(folder_ / run / "checkpoint.safetensors", 0);
    for (const encoder::Parameter& matrix : encoder::PrunableMatrices(weights)) {
      const bool of_head =
          matrix.kind == encoder::MatrixKind::kPooler || matrix.kind == encoder::MatrixKind::kClassifier;
      EXPECT_EQ((*matrix.tensor == 0).any().item<bool>(), !of_head) << matrix.name;
    }
  }

  srnet::testing::TemporaryDirectory folder_;
  TinyRequests requests_;
};

TEST_F(DrawnHeadTest, RetrainLeavesAPoolerThatItDrawsDense) {
  MustRun(requests_.Finetune("finetune", {.optimisation = TinyOptimisation()}));
  MustRun(requests_.MaskTrain(
      "mask", {.sparsity = 0.7, .initial_sparsity = 0.7, .optimisation = TinyOptimisation()}));
  const auto mask = folder_ / "mask/mask.srnetmsk";
  ASSERT_TRUE(prune::ReadCodedTensors(mask, prune::Coding::kMask)->contains(kPooler));

  MustRun(requests_.Retrain("retrain", {.optimisation = TinyOptimisation()}, mask));

  ExpectADenseHeadOverASubnetwork("retrain");
}

TEST_F(DrawnHeadTest, SoItDoesWithALevelOfALadder) {
  MustRun(requests_.ImpPretrained("imp", {.segments = 4,
                                          .levels = 2,
                                          .optimisation = TinyOptimisation(),
                                          .rewind = stage::Rewind::kPretrained}));

  MustRun(requests_.Retrain("retrain", {.level = 2, .optimisation = TinyOptimisation()},
                            folder_ / "imp/levels.srnetlvl"));

  ExpectADenseHeadOverASubnetwork("retrain");
}

// A4: reading the model again draws all that its file lacks.
TEST_F(DrawnHeadTest, AFreshClassifierComesWithAFreshPooler) {
  MustRun(requests_.MaskPretrained(
      "mask",
      {.sparsity = 0.5, .initial_sparsity = 0.5, .selection_from = 0, .optimisation = TinyOptimisation()}));
  const auto mask = folder_ / "mask/mask.srnetmsk";

  MustRun(requests_.Evaluate("fresh", {{"mask", mask}},
                             {.sets = {"dev"}, .fresh_classifier = true, .classifier_seed = 99}));

  encoder::Weights expected = Weights(ModelFile(), 99);
  ASSERT_THAT(evaluation::ApplyMask(prune::ReadSubnetwork(mask)->masks, expected), IsOk());
  const auto tokens = data::TokenisedDataset::Open(requests_.Tokens());
  const at::Tensor logits =
      *evaluation::SetLogits({expected, srnet::testing::TinyConfig()}, *tokens->Find("dev"), {});
  const auto written = checkpoint::SafetensorsReader::Open(folder_ / "fresh/logits-dev.safetensors");
  EXPECT_TRUE(at::allclose(*written->Read("logits"), logits, 1e-5, 1e-6));
}

}  // namespace
}  // namespace srnet::trainer
