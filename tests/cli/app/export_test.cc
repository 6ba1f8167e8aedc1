#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "cli/commands/model_product.h"
#include "common/digest/sha256.h"
#include "common/stage/canonical.h"
#include "model/prune/coded_tensors.h"
#include "model/safetensors/header.h"
#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A sweep of one point: import -> finetune -> mask_train -> evaluate, all of it done.
class ExportCommand : public ::testing::Test {
 protected:
  ExportCommand() {
    stage::Stage import{.work = stage::ImportDataset{},
                        .inputs = {},
                        .sources = {{"dataset", PutTree({{"dataset.json", kDataset}})},
                                    {"model", PutTree({{"config.json", R"({"model_type": "bert"})"},
                                                       {"model.safetensors", "not needed"},
                                                       {"vocab.txt", "[PAD]\n"}})}}};
    const stage::Source model = import.sources[1];
    dataset_ = AddNode(import, {});
    const stage::Input dataset{"dataset", dataset_, "dataset"};
    finetune_ = AddNode({.work = stage::Finetune{}, .inputs = {dataset}, .sources = {model}},
                        {{"checkpoint", Weights()}});
    const stage::Input checkpoint{"checkpoint", finetune_, "checkpoint"};
    mask_train_ = AddNode({.work = stage::MaskTrain{}, .inputs = {checkpoint, dataset}, .sources = {model}},
                          {{"mask", Mask()}});
    imp_ = AddNode({.work = stage::Imp{}, .inputs = {checkpoint, dataset}, .sources = {model}},
                   {{"levels", "levels"}, {"checkpoint-1", Weights()}, {"checkpoint-2", "two"}});
    evaluate_ = AddNode({.work = stage::Evaluate{},
                         .inputs = {checkpoint, dataset, {"mask", mask_train_, "mask"}},
                         .sources = {model}},
                        {});
    service_.script.sweeps.emplace_back().set_sweep_id("s1");
    v1::Point& point = service_.script.points["s1"].emplace_back();
    point.set_index(4);
    point.set_stage_key(evaluate_.digest.ToHex());
  }

  std::string Put(const std::string& bytes) {
    const std::string digest = DigestOf(bytes).ToHex();
    service_.script.blobs[digest] = bytes;
    return digest;
  }

  Digest PutTree(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string manifest = "{\"files\":{";
    for (const auto& [name, bytes] : files) {
      manifest += fmt::format("{}\"{}\":{{\"bytes\":{},\"sha256\":\"{}\"}}",
                              manifest.back() == '{' ? "" : ",", name, bytes.size(), Put(bytes));
    }
    manifest += "}}";
    Put(manifest);
    return DigestOf(manifest);
  }

  // The lineage of each stage holds all stages so far.
  stage::StageKey AddNode(const stage::Stage& stage,
                          const std::vector<std::pair<std::string, std::string>>& artifacts) {
    v1::GetLineageResponse::Node& node = *lineage_.add_nodes();
    node.set_canonical(stage::Canonical(stage));
    node.mutable_stage()->set_kind(std::string(stage::KindName(stage.work)));
    node.mutable_stage()->set_stage_key(stage::KeyOf(stage).digest.ToHex());
    for (const auto& [name, bytes] : artifacts) {
      v1::ArtifactReference& artifact = *node.add_artifacts();
      artifact.set_name(name);
      artifact.set_sha256(Put(bytes));
    }
    service_.script.lineages[node.stage().stage_key()] = lineage_;
    return stage::KeyOf(stage);
  }

  static std::string Weights() {
    std::vector<safetensors::TensorEntry> entries = {
        {.name = "classifier.weight", .dtype = safetensors::Dtype::kU8, .shape = {2, 2}}};
    EXPECT_THAT(safetensors::LayOut(entries), IsOk());
    return safetensors::WriteHeader(entries, {}) + "abcd";
  }
  static std::string Mask() {
    return prune::Encode(prune::Coding::kMask, {{"classifier.weight", {{2, 2}, {1, 1, 0, 1}}}});
  }

  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "export");
    arguments.insert(arguments.end(), {"-o", output_.native(), "--server", service_.address()});
    return RunCommandLine(arguments, interruption_);
  }

  std::string Content(const std::string& name) {
    std::ostringstream content;
    content << std::ifstream(output_ / name, std::ios::binary).rdbuf();
    return content.str();
  }

  static constexpr char kDataset[] = R"({"name": "x", "labels": ["no", "yes"]})";

  FakeService service_;
  cli::Interruption interruption_;
  TemporaryDirectory folder_;
  std::filesystem::path output_ = folder_ / "out";
  v1::GetLineageResponse lineage_;
  stage::StageKey dataset_, finetune_, mask_train_, imp_, evaluate_;
};

TEST_F(ExportCommand, WritesTheMaskedModelOfAPoint) {
  const Outcome outcome = Run({"s1/4"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(outcome.out, output_.native() + "\n");
  EXPECT_EQ(Content("vocab.txt"), "[PAD]\n");
  EXPECT_THAT(Content("config.json"), AllOf(HasSubstr("\"0\": \"no\""), HasSubstr("\"1\": \"yes\"")));
  EXPECT_THAT(Content("model.safetensors"), ::testing::EndsWith(std::string("ab\0d", 4)));
}

TEST_F(ExportCommand, LeavesTheMaskApartWhenAsked) {
  const Outcome outcome = Run({mask_train_.digest.ToHex(), "--mask-apart"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(Content("model.safetensors"), ::testing::EndsWith("abcd"));
  EXPECT_THAT(Content("mask.safetensors"), ::testing::EndsWith(std::string("\1\1\0\1", 4)));
}

TEST_F(ExportCommand, TakesTheStartOfAStageKey) {
  service_.script.lineages["abc123"] = service_.script.lineages[finetune_.digest.ToHex()];
  const Outcome outcome = Run({"abc123", "--output", "json"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(finetune_.digest.ToHex()));
}

TEST_F(ExportCommand, AsksWhichCheckpointOfALadder) {
  const Outcome outcome = Run({imp_.digest.ToHex()});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--artifact: checkpoint-1, checkpoint-2"));
  EXPECT_EQ(Run({imp_.digest.ToHex(), "--artifact", "checkpoint-1"}).code, ExitCode::kDone);
  EXPECT_THAT(Content("model.safetensors"), ::testing::EndsWith("abcd"));
}

TEST_F(ExportCommand, SaysWhyThereIsNothingToExport) {
  EXPECT_THAT(Run({dataset_.digest.ToHex()}).err, HasSubstr("kind import_dataset makes no model"));
  EXPECT_THAT(Run({"s1/5"}).err, HasSubstr("no point 5"));
  EXPECT_THAT(Run({"s1/x"}).err, HasSubstr("no number of a point"));
  EXPECT_THAT(Run({finetune_.digest.ToHex(), "--mask-apart"}).err, HasSubstr("has no mask"));
  EXPECT_THAT(Run({finetune_.digest.ToHex(), "--artifact", "checkpoint-step-5"}).err,
              HasSubstr("no artifact checkpoint-step-5"));
  EXPECT_THAT(Run({mask_train_.digest.ToHex(), "--cut-out"}).err, HasSubstr("hidden_size is missing"));
  EXPECT_FALSE(std::filesystem::exists(output_));
}

TEST_F(ExportCommand, RefusesWhatWasNeverEvaluatedAsItWouldBeWritten) {
  const stage::Source model = stage::ParseStage(lineage_.nodes(1).canonical())->sources[0];
  const stage::Input dataset{"dataset", dataset_, "dataset"};
  const auto ladder = AddNode(
      {.work = stage::Imp{.rewind = stage::Rewind::kPretrained}, .inputs = {dataset}, .sources = {model}},
      {{"levels", "levels"}});
  EXPECT_THAT(Run({ladder.digest.ToHex()}).err,
              AllOf(HasSubstr("makes masks and no model"), HasSubstr("export the retrain stage")));
  const auto one_shot =
      AddNode({.work = stage::OneShot{}, .inputs = {}, .sources = {model}}, {{"mask", Mask()}});
  EXPECT_THAT(Run({one_shot.digest.ToHex()}).err,
              AllOf(HasSubstr("has no classifier"), HasSubstr("export the retrain stage")));
  const auto fresh = AddNode({.work = stage::Evaluate{.sets = {}, .fresh_classifier = true},
                              .inputs = {dataset, {"mask", mask_train_, "mask"}},
                              .sources = {model}},
                             {});
  EXPECT_THAT(Run({fresh.digest.ToHex()}).err, HasSubstr("another classifier than its mask's"));
}

TEST_F(ExportCommand, NeverWritesBytesOfAnotherDigest) {
  service_.script.blobs[DigestOf(Weights()).ToHex()] = "damaged";
  EXPECT_THAT(Run({finetune_.digest.ToHex()}).err, HasSubstr("arrived with other bytes"));
}

TEST_F(ExportCommand, LineageOfAPointListsEveryStageBehindIt) {
  const Outcome outcome = RunCommandLine({"lineage", "s1/4", "--server", service_.address()});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  for (const char* kind : {"import_dataset", "finetune", "mask_train", "evaluate"})
    EXPECT_THAT(outcome.out, HasSubstr(kind));
  EXPECT_THAT(RunCommandLine({"lineage", "s1/9", "--server", service_.address()}).err,
              HasSubstr("sweep s1 has no point 9"));
}

TEST_F(ExportCommand, ASweepWithoutAPointIsToldWhatAPointIs) {
  for (const char* command : {"lineage", "reproduce"}) {
    EXPECT_THAT(RunCommandLine({command, "last", "--server", service_.address()}).err,
                HasSubstr("no such stage; a point of a sweep is SWEEP/NUMBER, for example last/0"));
  }
  EXPECT_THAT(Run({"s1"}).err, HasSubstr("a point of a sweep is SWEEP/NUMBER"));
  EXPECT_THAT(Run({std::string(64, 'a')}).err, Not(HasSubstr("a point of a sweep")));
}

TEST_F(ExportCommand, ThatIsInterruptedWritesNothing) {
  service_.script.on_download = [this] { interruption_.Request(); };
  EXPECT_EQ(Run({"s1/4"}).code, ExitCode::kInterrupted);
  EXPECT_FALSE(std::filesystem::exists(output_));
}

}  // namespace
}  // namespace srnet::testing
