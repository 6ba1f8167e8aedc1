// Every stage through the real program, each on the products of the ones before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <limits>
#include <utility>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/bias/predictions.h"
#include "model/checkpoint/bert_folder.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/prune/coded_tensors.h"
#include "tests/support/small_disk.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/trainer/tiny_requests.h"
#include "tests/worker/trainer/trainer_run.h"

namespace srnet::trainer {
namespace {

using ::srnet::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using trainer_protocol::Artifact;
using trainer_protocol::CurvePoint;
using trainer_protocol::Done;
using trainer_protocol::Failed;
using trainer_protocol::FailureClass;
using trainer_protocol::Metric;
using trainer_protocol::Notice;

// The folder and what all tests start from: the tokenised data set and a fine-tuned checkpoint, made once.
class StagesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new srnet::testing::TemporaryDirectory;
    requests_ = new TinyRequests(folder_->path());
    import_ = new TrainerRun(RunRequest(requests_->Import()));
    bias_ = new TrainerRun(RunRequest(requests_->Bias()));
    finetune_ = new TrainerRun(
        RunRequest(requests_->Finetune("finetune", {.optimisation = TinyOptimisation()}), {"--quiet"}));
  }
  static void TearDownTestSuite() {
    delete finetune_;
    delete bias_;
    delete import_;
    delete requests_;
    delete folder_;
  }

  static void ExpectFailure(const TrainerRun& run, FailureClass failure_class, const std::string& message) {
    const Failed* failed = run.Last<Failed>();
    ASSERT_NE(failed, nullptr) << run.errors;
    EXPECT_EQ(failed->failure_class, failure_class) << failed->message;
    EXPECT_THAT(failed->message, HasSubstr(message));
    EXPECT_NE(run.exit_code, 0);
    EXPECT_THAT(run.errors, HasSubstr(message));
  }

  static srnet::testing::TemporaryDirectory* folder_;
  static TinyRequests* requests_;
  static TrainerRun* import_;
  static TrainerRun* bias_;
  static TrainerRun* finetune_;
};
srnet::testing::TemporaryDirectory* StagesTest::folder_ = nullptr;
TinyRequests* StagesTest::requests_ = nullptr;
TrainerRun* StagesTest::import_ = nullptr;
TrainerRun* StagesTest::bias_ = nullptr;
TrainerRun* StagesTest::finetune_ = nullptr;

TEST_F(StagesTest, ImportDatasetPublishesTheTokenisedSet) {
  ASSERT_NE(import_->Last<Done>(), nullptr) << import_->errors;
  EXPECT_EQ(import_->exit_code, 0);
  EXPECT_THAT(ArtifactNames(*import_), ElementsAre("dataset"));
  EXPECT_THAT(data::TokenisedDataset::Open(requests_->Tokens()), IsOk());
}

TEST_F(StagesTest, ImportDatasetGivesAnOracleItsRows) {
  auto request = requests_->Import();
  std::get<stage::ImportDataset>(request.stage.work).oracle = true;
  request.output = requests_->root() / "import-oracle";
  ASSERT_NE(RunRequest(request).Last<Done>(), nullptr);
  const auto plain = data::TokenisedDataset::Open(requests_->Tokens());
  const auto oracle = data::TokenisedDataset::Open(request.output / "dataset.srnettok");
  ASSERT_THAT(oracle, IsOk());
  EXPECT_EQ(oracle->Find(data::Role::kTrain)->rows(), plain->Find(data::Role::kTrain)->rows() + 2 * 12);
  EXPECT_EQ(oracle->Find("dev")->rows(), plain->Find("dev")->rows());
}

TEST_F(StagesTest, BiasModelCanSeeOneTextAlone) {
  for (const std::string features : {"claim_only", "hypothesis_only"}) {
    const auto request =
        requests_->Make(features, stage::BiasModel{.features = features}, {{"dataset", requests_->Tokens()}},
                        {{"dataset", requests_->root() / "data"}});
    const TrainerRun run = RunRequest(request);
    ASSERT_NE(run.Last<Done>(), nullptr) << run.errors;
    const auto tokens = data::TokenisedDataset::Open(requests_->Tokens());
    const auto predictions = bias::ReadPredictions(request.output / run.All<Artifact>()[0].file,
                                                   data::RowsDigest(*tokens->Find(data::Role::kTrain)));
    ASSERT_THAT(predictions, IsOk());
    EXPECT_THAT(predictions->card, HasSubstr(features + "/n-grams"));
  }
}

TEST_F(StagesTest, BiasModelSaysWhetherItHasWordVectors) {
  const auto folder = requests_->root() / "vectors";
  std::filesystem::create_directory(folder);
  ASSERT_THAT(WriteFileAtomically(folder / "vectors.vec", "2 2\nthe 1 0\nnot 0 1\n"), IsOk());
  const auto request = requests_->Make("bias-vectors", stage::BiasModel{}, {{"dataset", requests_->Tokens()}},
                                       {{"dataset", requests_->root() / "data"}, {"word_vectors", folder}});
  const TrainerRun run = RunRequest(request);
  ASSERT_NE(run.Last<Done>(), nullptr) << run.errors;
  EXPECT_THAT(run.All<Notice>(), Contains(Field(&Notice::text, "lexical_overlap has word vectors")));
  EXPECT_THAT(bias_->All<Notice>(), Contains(Field(&Notice::text, HasSubstr("has no word vectors: its"))));
  const auto tokens = data::TokenisedDataset::Open(requests_->Tokens());
  const auto predictions = bias::ReadPredictions(request.output / run.All<Artifact>()[0].file,
                                                 data::RowsDigest(*tokens->Find(data::Role::kTrain)));
  ASSERT_THAT(predictions, IsOk());
  EXPECT_THAT(predictions->card, HasSubstr("least_similarity"));
}

TEST_F(StagesTest, BiasModelPublishesThePredictionsOfItsTrainingRows) {
  ASSERT_NE(bias_->Last<Done>(), nullptr) << bias_->errors;
  ASSERT_THAT(ArtifactNames(*bias_), ElementsAre("bias"));
  const auto tokens = data::TokenisedDataset::Open(requests_->Tokens());
  ASSERT_THAT(tokens, IsOk());
  const auto predictions = bias::ReadPredictions(requests_->root() / "bias" / bias_->All<Artifact>()[0].file,
                                                 data::RowsDigest(*tokens->Find(data::Role::kTrain)));
  ASSERT_THAT(predictions, IsOk());
  EXPECT_EQ(predictions->rows(), tokens->Find(data::Role::kTrain)->rows());
}

TEST_F(StagesTest, ProductOfExpertsTrainsAnotherModelThanPlainCrossEntropy) {
  const TrainerRun poe = RunRequest(
      requests_->Finetune("finetune-poe", {.loss = stage::Loss::kPoe, .optimisation = TinyOptimisation()}));
  ASSERT_NE(poe.Last<Done>(), nullptr) << poe.errors;
  EXPECT_NE(poe.All<Artifact>()[0].digest, finetune_->All<Artifact>()[0].digest);
}

TEST_F(StagesTest, ASelectionByWhatTheDevSetIsNotJudgedByIsBadInput) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.selection_metric = stage::SelectionMetric::kF1;
  ExpectFailure(RunRequest(requests_->Finetune("finetune-f1", {.optimisation = optimisation})),
                FailureClass::kBadInput, "the dev set \"dev\" of tiny is not judged by \"f1\"");
}

TEST_F(StagesTest, ABiasOfOtherTrainingRowsIsBadInput) {
  auto other = requests_->Import();
  std::get<stage::ImportDataset>(other.stage.work).train_rows = 48;
  other.output = requests_->root() / "import-half";
  ASSERT_NE(RunRequest(other).Last<Done>(), nullptr);
  auto request = requests_->Finetune("finetune-other-rows",
                                     {.loss = stage::Loss::kPoe, .optimisation = TinyOptimisation()});
  request.inputs["dataset"] = other.output / "dataset.srnettok";
  ExpectFailure(RunRequest(request), FailureClass::kBadInput, "bias.srnetbias");
}

TEST_F(StagesTest, FinetunePublishesTheBestCheckpointUnderHuggingFaceNames) {
  ASSERT_NE(finetune_->Last<Done>(), nullptr) << finetune_->errors;
  ASSERT_THAT(ArtifactNames(*finetune_), ElementsAre("checkpoint"));
  const Artifact artifact = finetune_->All<Artifact>()[0];
  EXPECT_EQ(*DigestOfFile(requests_->root() / "finetune" / artifact.file), artifact.digest);
  EXPECT_EQ(std::filesystem::file_size(requests_->Finetuned()), static_cast<std::uintmax_t>(artifact.bytes));
  const auto reader = checkpoint::SafetensorsReader::Open(requests_->Finetuned());
  ASSERT_THAT(reader, IsOk());
  EXPECT_NE(reader->Find("bert.encoder.layer.1.attention.self.query.weight"), nullptr);
}

TEST_F(StagesTest, TheSelectedStepHasTheFirstGreatestDevAccuracyOfTheCurve) {
  double best = -1, step = 0;
  for (const CurvePoint& point : finetune_->All<CurvePoint>()) {
    if (point.set != "dev" || point.metric != "accuracy" || point.value <= best) continue;
    best = point.value;
    step = static_cast<double>(point.step);
  }
  EXPECT_EQ(MetricOf(*finetune_, "dev", "accuracy"), best);
  EXPECT_EQ(MetricOf(*finetune_, "", "selected_step"), step);
}

TEST_F(StagesTest, AFinishedStageLeavesNoResumeFilesAndNoHalfProducts) {
  EXPECT_TRUE(std::filesystem::is_empty(requests_->root() / "finetune.resume"));
  EXPECT_FALSE(std::filesystem::exists(requests_->root() / "finetune/.incoming"));
}

TEST_F(StagesTest, MaskTrainPublishesAMaskOfTheWantedSparsityThatEvaluateApplies) {
  const TrainerRun mask = RunRequest(requests_->MaskTrain(
      "mask", {.sparsity = 0.7, .initial_sparsity = 0.7, .optimisation = TinyOptimisation()}));
  ASSERT_NE(mask.Last<Done>(), nullptr) << mask.errors;
  ASSERT_THAT(ArtifactNames(mask), ElementsAre("mask"));
  const TrainerRun evaluated = RunRequest(requests_->Evaluate(
      "evaluate-mask", {{"checkpoint", requests_->Finetuned()},
                        {"mask", requests_->root() / "mask" / mask.All<Artifact>()[0].file}}));
  ASSERT_NE(evaluated.Last<Done>(), nullptr) << evaluated.errors;
  EXPECT_NEAR(MetricOf(evaluated, "", "sparsity"), 0.7, 1e-3);
  EXPECT_NEAR(MetricOf(evaluated, "", "sparsity", "classifier.weight"), 67.0 / 96, 1e-9);
  EXPECT_EQ(MetricOf(evaluated, "dev", "accuracy"), MetricOf(mask, "dev", "accuracy"));
}

TEST_F(StagesTest, MaskTrainLogsTheDriftOfTheSparsity) {
  const TrainerRun mask = RunRequest(requests_->MaskTrain(
      "mask-drift", {.sparsity = 0.5, .initial_sparsity = 0.5, .optimisation = TinyOptimisation()}));
  std::vector<std::int64_t> steps;
  for (const CurvePoint& point : mask.All<CurvePoint>()) {
    if (point.metric == "working_sparsity") steps.push_back(point.step);
  }
  EXPECT_THAT(steps, ElementsAre(5, 10, 12));
}

TEST_F(StagesTest, ImpPublishesACheckpointForEachLevelAndTheLevelIndex) {
  const TrainerRun imp =
      RunRequest(requests_->Imp("imp", {.segments = 4, .levels = 3, .optimisation = TinyOptimisation()}));
  ASSERT_NE(imp.Last<Done>(), nullptr) << imp.errors;
  EXPECT_THAT(ArtifactNames(imp), ElementsAre("checkpoint-1", "checkpoint-2", "checkpoint-3", "levels"));
  const auto levels =
      prune::ReadCodedTensors(requests_->root() / "imp/levels.srnetlvl", prune::Coding::kLevels);
  ASSERT_THAT(levels, IsOk());
  const TrainerRun evaluated = RunRequest(requests_->Evaluate(
      "evaluate-imp", {{"checkpoint", requests_->root() / "imp/checkpoint-3.safetensors"}}));
  ASSERT_NE(evaluated.Last<Done>(), nullptr) << evaluated.errors;
  EXPECT_NEAR(MetricOf(evaluated, "", "sparsity"), 0.75, 1e-3);
  EXPECT_EQ(MetricOf(evaluated, "", "sparsity", "classifier.weight"), 0);
}

TEST_F(StagesTest, ALadderSelectsNothingSoTheDevSetMayLackTheMetric) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.selection_metric = stage::SelectionMetric::kF1;
  const TrainerRun imp =
      RunRequest(requests_->Imp("imp-f1", {.segments = 4, .levels = 1, .optimisation = optimisation}));
  EXPECT_NE(imp.Last<Done>(), nullptr) << imp.errors;
}

TEST_F(StagesTest, EvaluateReportsEverySetWithGroupsAndKeepsTheLogits) {
  const TrainerRun run =
      RunRequest(requests_->Evaluate("evaluate", {{"checkpoint", requests_->Finetuned()}}));
  ASSERT_NE(run.Last<Done>(), nullptr) << run.errors;
  EXPECT_THAT(ArtifactNames(run), ElementsAre("logits-dev", "logits-hans"));
  EXPECT_EQ(MetricOf(run, "dev", "accuracy"), MetricOf(*finetune_, "dev", "accuracy"));
  EXPECT_GE(MetricOf(run, "hans", "accuracy", "lexical_overlap/non-entailment"), 0);
  EXPECT_GE(MetricOf(run, "hans", "accuracy", "subcase:s2"), 0);
  EXPECT_THAT(checkpoint::SafetensorsReader::Open(requests_->root() / "evaluate/logits-hans.safetensors"),
              IsOk());
}

TEST_F(StagesTest, TheSameRequestGivesTheSameBytes) {
  const TrainerRun again =
      RunRequest(requests_->Finetune("finetune-again", {.optimisation = TinyOptimisation()}));
  EXPECT_EQ(again.All<Artifact>()[0].digest, finetune_->All<Artifact>()[0].digest);
}

TEST_F(StagesTest, TheSameRequestGivesTheSameBytesOnTwoThreads) {
  std::vector<Digest> digests;
  for (const char* name : {"two-threads", "two-threads-again"}) {
    auto request = requests_->Finetune(name, {.optimisation = TinyOptimisation()});
    request.threads = 2;
    digests.push_back(RunRequest(request).All<Artifact>().at(0).digest);
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST_F(StagesTest, AnotherSeedGivesOtherBytes) {
  stage::Optimisation other = TinyOptimisation();
  other.seed = 4;
  const TrainerRun run = RunRequest(requests_->Finetune("finetune-other", {.optimisation = other}));
  EXPECT_NE(run.All<Artifact>()[0].digest, finetune_->All<Artifact>()[0].digest);
}

TEST_F(StagesTest, ALossThatIsNotFiniteFailsAsDivergedAndPublishesNothing) {
  auto request = requests_->Finetune("diverged", {.optimisation = TinyOptimisation()});
  request.sources["model"] = requests_->root() / "wild-model";
  srnet::testing::WriteTinyModel(request.sources["model"]);
  encoder::Weights weights = srnet::testing::TinyWeights();
  weights.classifier.bias.fill_(std::numeric_limits<float>::infinity());
  ASSERT_THAT(checkpoint::WriteWeights(request.sources["model"] / "model.safetensors", weights), IsOk());
  ExpectFailure(RunRequest(request), FailureClass::kDiverged, "step 1");
  EXPECT_FALSE(std::filesystem::exists(requests_->root() / "diverged/checkpoint.safetensors"));
}

TEST_F(StagesTest, AMissingDataSetIsDataMissing) {
  auto request = requests_->Evaluate("missing", {{"checkpoint", requests_->Finetuned()}});
  request.inputs["dataset"] = "/no/such/file";
  ExpectFailure(RunRequest(request), FailureClass::kDataMissing, "/no/such/file");
}

TEST_F(StagesTest, ATruncatedCheckpointIsBadInput) {
  const auto truncated = requests_->root() / "truncated.safetensors";
  std::filesystem::copy_file(requests_->Finetuned(), truncated);
  std::filesystem::resize_file(truncated, 1000);
  ExpectFailure(RunRequest(requests_->Evaluate("bad-checkpoint", {{"checkpoint", truncated}})),
                FailureClass::kBadInput, "truncated.safetensors");
}

TEST_F(StagesTest, AModelWhoseConfigurationDoesNotFitItsWeightsIsBadInput) {
  auto request = requests_->Finetune("bad-config", {.optimisation = TinyOptimisation()});
  const auto model = requests_->root() / "bad-config-model";
  std::filesystem::copy(requests_->root() / "model", model);
  std::string config = *ReadFile(model / "config.json", 1 << 16);
  config.replace(config.find("\"intermediate_size\":64"), 22, "\"intermediate_size\":96");
  ASSERT_THAT(WriteFileAtomically(model / "config.json", config), IsOk());
  request.sources["model"] = model;
  ExpectFailure(RunRequest(request), FailureClass::kBadInput, "model.safetensors");
  EXPECT_FALSE(std::filesystem::exists(requests_->root() / "bad-config/checkpoint.safetensors"));
}

TEST_F(StagesTest, ATruncatedDataSetIsBadInput) {
  const auto truncated = requests_->root() / "truncated.srnettok";
  std::filesystem::copy_file(requests_->Tokens(), truncated);
  std::filesystem::resize_file(truncated, std::filesystem::file_size(truncated) / 2);
  auto request = requests_->Evaluate("bad-data", {{"checkpoint", requests_->Finetuned()}});
  request.inputs["dataset"] = truncated;
  ExpectFailure(RunRequest(request), FailureClass::kBadInput, "truncated.srnettok");
}

TEST_F(StagesTest, AFullDiskIsNamedAndLeavesNoHalfProduct) {
  srnet::testing::SmallDisk disk(std::size_t{1} << 20);
  if (!disk.refusal().empty()) GTEST_SKIP() << disk.refusal();
  auto request = requests_->Finetune("full-disk", {.optimisation = TinyOptimisation()});
  request.output = disk / "output";
  std::filesystem::create_directory(request.output);
  disk.Fill(8192);
  ExpectFailure(RunRequest(request), FailureClass::kCrashed, "free space");
  EXPECT_FALSE(std::filesystem::exists(request.output / "checkpoint.safetensors"));
  disk.Free();
  EXPECT_EQ(RunRequest(request).All<Artifact>()[0].digest, finetune_->All<Artifact>()[0].digest);
}

TEST_F(StagesTest, AnUnknownEvaluationSetIsBadInput) {
  auto request = requests_->Evaluate("bad-set", {{"checkpoint", requests_->Finetuned()}});
  std::get<stage::Evaluate>(request.stage.work).sets = {"nowhere"};
  ExpectFailure(RunRequest(request), FailureClass::kBadInput, "\"nowhere\"");
}

TEST_F(StagesTest, AnUnknownFlagIsOneLine) {
  const TrainerRun run = RunTrainer({"request.json", "--fast"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.errors, "srnet-trainer: unknown flag --fast; srnet-trainer --help lists all\n");
}

TEST_F(StagesTest, AnUnreadableRequestIsOneLineAndAFailure) {
  const TrainerRun run = RunTrainer({"/no/such/request.json"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("/no/such/request.json"));
  EXPECT_NE(run.Last<Failed>(), nullptr);
}

TEST_F(StagesTest, SigtermLeavesACheckpointFromWhichTheNextRunGoesOn) {
  const auto request = requests_->Finetune("terminated", {.optimisation = TinyOptimisation()});
  bool sent = false;
  const TrainerRun stopped =
      RunRequest(request, {"--checkpoint-every-steps", "2"}, [&](const auto& event, pid_t child) {
        if (!std::exchange(sent, sent || std::holds_alternative<trainer_protocol::Checkpointed>(event)) &&
            sent) {
          ::kill(child, SIGTERM);
        }
      });
  ExpectFailure(stopped, FailureClass::kPreempted, "stopped after step");
  const TrainerRun resumed = RunRequest(request);
  ASSERT_NE(resumed.Last<Done>(), nullptr) << resumed.errors;
  EXPECT_EQ(resumed.All<Artifact>()[0].digest, finetune_->All<Artifact>()[0].digest);
  EXPECT_THAT(resumed.errors, HasSubstr("going on from step"));
}

}  // namespace
}  // namespace srnet::trainer
