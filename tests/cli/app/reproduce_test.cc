// What cannot be reproduced is said before anything is started. The rest is in tests/e2e/reproduce_test.cc.
#include <gmock/gmock.h>

#include "cli/commands/reproduced_result.h"
#include "common/digest/sha256.h"
#include "common/stage/canonical.h"
#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/status_matchers.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using cli::NeededEntry;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class ReproduceCommand : public ::testing::Test {
 protected:
  ReproduceCommand() {
    const stage::StageKey imported = AddNode({.work = stage::ImportDataset{},
                                              .inputs = {},
                                              .sources = {{"dataset", dataset_}, {"model", model_}}});
    key_ = AddNode({.work = stage::Finetune{},
                    .inputs = {{"dataset", imported, "dataset"}},
                    .sources = {{"model", model_}}})
               .digest.ToHex();
  }

  stage::StageKey AddNode(const stage::Stage& stage) {
    v1::GetLineageResponse::Node& node = *lineage_.add_nodes();
    node.set_canonical(stage::Canonical(stage));
    node.set_provenance(R"({"threads":2,"version":"0.0.9"})");
    node.mutable_stage()->set_kind(std::string(stage::KindName(stage.work)));
    node.mutable_stage()->set_stage_key(stage::KeyOf(stage).digest.ToHex());
    node.mutable_stage()->set_state(v1::Stage::STATE_DONE);
    return stage::KeyOf(stage);
  }

  Outcome Run() {
    service_.script.lineages[key_] = lineage_;
    return RunCommandLine({"reproduce", key_, "--server", service_.address()});
  }

  // Another text of a stage, under the key that belongs to it.
  void Rewrite(int node, const std::string& text) {
    lineage_.mutable_nodes(node)->set_canonical(text);
    lineage_.mutable_nodes(node)->mutable_stage()->set_stage_key(DigestOf(text).ToHex());
  }

  const Digest dataset_ = DigestOf("a data set");
  const Digest model_ = DigestOf("a model");
  FakeService service_;
  v1::GetLineageResponse lineage_;
  std::string key_;
};

TEST_F(ReproduceCommand, NeedsEachEntryOfTheCatalogueOnce) {
  const auto entries = cli::EntriesOf(lineage_);
  ASSERT_THAT(entries, IsOk());
  EXPECT_THAT(*entries, UnorderedElementsAre(NeededEntry{v1::CatalogueEntry::KIND_DATASET, dataset_},
                                             NeededEntry{v1::CatalogueEntry::KIND_MODEL, model_}));
}

TEST_F(ReproduceCommand, RunsWithTheThreadsThatMostStagesHad) {
  EXPECT_EQ(cli::ThreadsOf(lineage_), 2);
  lineage_.mutable_nodes(0)->clear_provenance();
  EXPECT_EQ(cli::ThreadsOf(lineage_), 2);
  lineage_.mutable_nodes(1)->clear_provenance();
  EXPECT_EQ(cli::ThreadsOf(lineage_), 0);
}

TEST_F(ReproduceCommand, AFolderThatCannotBeUsedNamesTheOptionThatChoosesIt) {
  service_.script.lineages[key_] = lineage_;
  const Outcome outcome = RunCommandLine(
      {"reproduce", key_, "--keep", "/tmp/" + std::string(120, 'x'), "--server", service_.address()});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("is too long for a Unix socket"), HasSubstr("(--keep FOLDER chooses")));
}

TEST_F(ReproduceCommand, WhatIsNotDoneIsNamed) {
  lineage_.mutable_nodes(1)->mutable_stage()->set_state(v1::Stage::STATE_FAILED);
  const Outcome outcome = Run();
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err,
              HasSubstr("stage " + key_ + " (finetune) is failed: only what is done can be reproduced"));
}

TEST_F(ReproduceCommand, AStageOfAnotherVersionNamesTheProgramThatRunsIt) {
  std::string text = lineage_.nodes(0).canonical();
  Rewrite(0, text.replace(text.find("\"version\":"), 10, "\"version\":9"));
  const Outcome outcome = Run();
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("(import_dataset) cannot be run by this version"),
                                 HasSubstr("use srnet 0.0.9")));
}

TEST_F(ReproduceCommand, ATextThatIsNotWhatItsKeySaysIsNoResult) {
  lineage_.mutable_nodes(0)->mutable_canonical()->append(" ");
  const Outcome outcome = Run();
  EXPECT_EQ(outcome.code, ExitCode::kInternal);
  EXPECT_THAT(outcome.err, HasSubstr("has another digest than its key: the database was changed"));
}

}  // namespace
}  // namespace srnet::testing
