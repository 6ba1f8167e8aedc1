#include <gmock/gmock.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/digest/sha256.h"
#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ArtifactCommands : public ::testing::Test {
 protected:
  ArtifactCommands() {
    v1::Artifact& mask = Add("the mask");
    for (const char* name : {"mask", "same-mask"}) {
      v1::ArtifactReferrer& referrer = *mask.add_referrers();
      referrer.set_stage_key(stage_);
      referrer.set_stage_kind("mask_train");
      referrer.set_product(name);
      referrer.add_sweep_ids("s1");
    }
    const std::string config = Put(R"({"model_type":"bert"})");
    v1::Artifact& model = Add(R"({"files":{"config.json":{"bytes":21,"sha256":")" + config + R"("}}})");
    model.set_kind(v1::Artifact::KIND_TREE);
    v1::ArtifactReferrer& referrer = *model.add_referrers();
    referrer.set_entry_kind(v1::CatalogueEntry::KIND_MODEL);
    referrer.set_entry_name("minilm");
    service_.script.artifacts.set_total_artifacts(2);
    service_.script.artifacts.set_total_bytes(2'000'000);
  }

  std::string Put(const std::string& content) {
    const std::string digest = DigestOf(content).ToHex();
    service_.script.blobs[digest] = content;
    return digest;
  }
  v1::Artifact& Add(const std::string& content) {
    v1::Artifact& artifact = *service_.script.artifacts.add_artifacts();
    artifact.set_sha256(Put(content));
    artifact.set_kind(v1::Artifact::KIND_BLOB);
    artifact.set_bytes(static_cast<std::int64_t>(content.size()));
    return artifact;
  }
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "artifacts");
    arguments.insert(arguments.end(), {"--server", service_.address()});
    return RunCommandLine(arguments, interruption_);
  }
  Outcome Get(const std::string& what) { return Run({"get", what, "--out", folder_ / "out"}); }
  static std::string Content(const fs::path& file) {
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
  }

  const std::string stage_ = DigestOf("a stage").ToHex();
  TemporaryDirectory folder_;
  FakeService service_;
  cli::Interruption interruption_;
};

TEST_F(ArtifactCommands, ListSaysWhoseEachIsAndHowMuchAllAre) {
  const Outcome outcome = Run({"list", "--sweep", "last"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr(DigestOf("the mask").ToHex()), HasSubstr("mask_train mask in s1"),
                                 HasSubstr("model minilm"), HasSubstr("2 in all, 2 MB\n")));
  EXPECT_EQ(service_.script.artifacts_asked.sweep_id(), "last");
  EXPECT_FALSE(service_.script.artifacts_asked.unreferenced());
}

TEST_F(ArtifactCommands, ListOfWhatNothingRefersToIsOfNoSweep) {
  EXPECT_EQ(Run({"list", "--unreferenced"}).code, ExitCode::kDone);
  EXPECT_TRUE(service_.script.artifacts_asked.unreferenced());
  EXPECT_EQ(Run({"list", "--unreferenced", "--sweep", "last"}).code, ExitCode::kUsage);
}

TEST_F(ArtifactCommands, ListGoesOnToTheLastPage) {
  Add("another");
  EXPECT_THAT(Run({"list"}).out, HasSubstr(DigestOf("another").ToHex()));
}

TEST_F(ArtifactCommands, ListAsCsvHasEveryByteAndNoSums) {
  EXPECT_THAT(Run({"list", "--stage", stage_, "--output", "csv"}).out,
              AllOf(HasSubstr("artifact,size,kind,since (UTC),of\n"),
                    EndsWith(",8,file,,mask_train mask in s1; mask_train same-mask in s1\n")));
}

TEST_F(ArtifactCommands, GetTakesTheProductOfAStage) {
  const Outcome outcome = Get(stage_ + "/mask");
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(outcome.out, (folder_ / "out" / "mask").native() + "\n");
  EXPECT_EQ(Content(folder_ / "out" / "mask"), "the mask");
}

TEST_F(ArtifactCommands, GetTakesTheStartOfAStagesKeyInEitherCase) {
  std::string prefix = stage_.substr(0, 12);
  for (char& c : prefix) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const Outcome outcome = Get(prefix + "/mask");
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(Content(folder_ / "out" / "mask"), "the mask");
}

TEST_F(ArtifactCommands, GetNeedsAStageAndAName) {
  for (const std::string& what : {std::string("/mask"), stage_ + "/"})
    EXPECT_THAT(Get(what).err, HasSubstr("write a SHA-256 or STAGE/NAME")) << what;
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(ArtifactCommands, GetOfAPointSaysWhatNamesItsStages) {
  service_.script.artifacts_status = {grpc::StatusCode::NOT_FOUND, "there is no stage \"last\""};
  EXPECT_THAT(Get("last/3").err, AllOf(HasSubstr("there is no stage \"last\"; "),
                                       HasSubstr("srnet lineage names those behind")));
}

TEST_F(ArtifactCommands, GetWritesNothingOutsideItsFolder) {
  v1::Artifact& artifact = *service_.script.artifacts.mutable_artifacts(0);
  artifact.mutable_referrers(0)->set_product("../stolen");
  for (const std::string& what : {artifact.sha256(), stage_ + "/../stolen"}) {
    const Outcome outcome = Get(what);
    EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
    EXPECT_EQ(Content(folder_ / "out" / artifact.sha256()), "the mask");
    fs::remove_all(folder_ / "out");
    EXPECT_TRUE(fs::is_empty(folder_.path()));
  }
}

TEST_F(ArtifactCommands, GetTakesFoldersInAFolderAndRefusesWhatLeadsOutOfIt) {
  const std::string file = Put("weights");
  const auto manifest = [&](const std::string& name) {
    return Put(R"({"files":{")" + name + R"(":{"bytes":7,"sha256":")" + file + R"("}}})");
  };
  service_.script.artifacts.mutable_artifacts(1)->set_sha256(manifest("onnx/model.bin"));
  EXPECT_EQ(Get(manifest("onnx/model.bin")).code, ExitCode::kDone);
  EXPECT_EQ(Content(folder_ / "out" / "onnx" / "model.bin"), "weights");
  fs::remove_all(folder_ / "out");
  service_.script.artifacts.mutable_artifacts(1)->set_sha256(manifest("../model.bin"));
  EXPECT_THAT(Get(manifest("../model.bin")).err, HasSubstr("no safe name"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(ArtifactCommands, GetNeedsAFolderWithANameAndLeavesItsNeighboursAlone) {
  EXPECT_THAT(Run({"get", stage_ + "/mask", "--out", "."}).err, HasSubstr("no name for a new folder"));
  fs::create_directory(folder_ / "out.part");
  std::ofstream(folder_ / "out.part" / "mine") << "mine";
  EXPECT_EQ(Get(stage_ + "/mask").code, ExitCode::kDone);
  EXPECT_EQ(Content(folder_ / "out.part" / "mine"), "mine");
}

TEST_F(ArtifactCommands, GetThatIsInterruptedLeavesNothing) {
  service_.script.on_download = [this] { interruption_.Request(); };
  EXPECT_EQ(Get(stage_ + "/mask").code, ExitCode::kInterrupted);
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(ArtifactCommands, VerifyAndGcEndWhenTheyAreInterrupted) {
  interruption_.Request();
  EXPECT_EQ(Run({"verify"}).code, ExitCode::kInterrupted);
  EXPECT_EQ(Run({"gc"}).code, ExitCode::kInterrupted);
}

TEST_F(ArtifactCommands, GetTakesAFolderWithItsFiles) {
  const Outcome outcome = Get(service_.script.artifacts.artifacts(1).sha256());
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(Content(folder_ / "out" / "config.json"), R"({"model_type":"bert"})");
}

TEST_F(ArtifactCommands, GetTakesAFileOfAFolderByItsDigest) {
  const std::string digest = DigestOf(R"({"model_type":"bert"})").ToHex();
  EXPECT_EQ(Get(digest).code, ExitCode::kDone);
  EXPECT_EQ(Content(folder_ / "out" / digest), R"({"model_type":"bert"})");
}

TEST_F(ArtifactCommands, GetNamesTheProductsThatThereAre) {
  const Outcome outcome = Get(stage_ + "/checkpoint");
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("has no product checkpoint; it has mask, same-mask"));
  EXPECT_EQ(Get("no digest").code, ExitCode::kUsage);
}

TEST_F(ArtifactCommands, GetLeavesNothingHalfDoneAndNothingOverwritten) {
  service_.script.blobs[DigestOf("the mask").ToHex()] = "other bytes";
  EXPECT_EQ(Get(stage_ + "/mask").code, ExitCode::kInternal);
  EXPECT_TRUE(fs::is_empty(folder_.path()));

  fs::create_directory(folder_ / "out");
  std::ofstream(folder_ / "out" / "mine") << "mine";
  EXPECT_EQ(Get(service_.script.artifacts.artifacts(1).sha256()).code, ExitCode::kUsage);
  EXPECT_EQ(Content(folder_ / "out" / "mine"), "mine");
}

TEST_F(ArtifactCommands, VerifySaysWhatIsWrongAndFails) {
  v1::VerifyArtifactsResponse& first = service_.script.verification.emplace_back();
  v1::VerifyArtifactsResponse::Problem& problem = *first.add_problems();
  problem.set_kind(v1::VerifyArtifactsResponse::Problem::KIND_MISSING);
  problem.set_sha256("ff");
  problem.set_path("/s/ff");
  v1::VerifyArtifactsResponse& last = service_.script.verification.emplace_back();
  last.set_blobs(7);
  last.set_blobs_done(7);
  const Outcome outcome = Run({"verify", "--rate", "1kb"});
  EXPECT_EQ(outcome.code, ExitCode::kInternal);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("ff () is missing: restore /s/ff"), HasSubstr("7 blobs were read")));
  EXPECT_THAT(outcome.err, HasSubstr("1 of 7 blobs are not what they should be"));
  EXPECT_EQ(service_.script.verified.bytes_per_second(), 1000);
  EXPECT_EQ(Run({"verify", "--rate", "0"}).code, ExitCode::kUsage);
  EXPECT_EQ(Run({"verify", "--rate", "-1"}).code, ExitCode::kUsage);
}

TEST_F(ArtifactCommands, VerifyWithoutAProblemIsQuietAndAnErrorOfTheServiceIsNot) {
  service_.script.verification.emplace_back().set_blobs_done(3);
  const Outcome outcome = Run({"verify"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "3 blobs were read, 0 B\n");
  EXPECT_THAT(outcome.err, IsEmpty());
  service_.script.verification_status = {grpc::StatusCode::UNAVAILABLE, "shutting down"};
  EXPECT_EQ(Run({"verify"}).code, ExitCode::kUnreachable);
}

TEST_F(ArtifactCommands, GcAsksForItsGracePeriod) {
  service_.script.garbage.set_blobs(3);
  EXPECT_EQ(Run({"gc"}).out, "removed 3 blobs, 0 B\n");
  EXPECT_FALSE(service_.script.collected.has_grace());
  EXPECT_EQ(Run({"gc", "--dry-run", "--grace", "90min"}).out, "would remove 3 blobs, 0 B\n");
  EXPECT_EQ(service_.script.collected.grace().seconds(), 5400);
  EXPECT_TRUE(service_.script.collected.dry_run());
  EXPECT_EQ(Run({"gc", "--grace", "90m"}).code, ExitCode::kDone);
  EXPECT_EQ(service_.script.collected.grace().seconds(), 5400);
  EXPECT_EQ(Run({"gc", "--grace", "90"}).code, ExitCode::kUsage) << "of what?";
}

}  // namespace
}  // namespace srnet::testing
