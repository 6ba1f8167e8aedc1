// What the coordinator has stored is looked at, over the wire.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "common/digest/sha256.h"
#include "tests/coordinator/app/artifact_calls.h"
#include "tests/coordinator/app/fake_worker.h"

namespace srnet::app {
namespace {

namespace fs = std::filesystem;

using ::testing::SizeIs;
using Problem = v1::VerifyArtifactsResponse::Problem;

class VerifyArtifacts : public ArtifactCalls {
 protected:
  // It would take a minute, and has sent its first response.
  std::unique_ptr<grpc::ClientReader<v1::VerifyArtifactsResponse>> BeginSlowVerification(
      grpc::ClientContext& context) {
    v1::VerifyArtifactsRequest slow;
    slow.set_bytes_per_second(10);
    auto reader = stub_->VerifyArtifacts(&context, slow);
    v1::VerifyArtifactsResponse response;
    EXPECT_TRUE(reader->Read(&response));
    return reader;
  }
  grpc::Status TryToVerify() {
    const auto context = TestCoordinator::Context();
    const auto reader = stub_->VerifyArtifacts(context.get(), {});
    v1::VerifyArtifactsResponse response;
    while (reader->Read(&response)) {
    }
    return reader->Finish();
  }
  void Overwrite(const std::string& sha256, const std::string& content) {
    fs::permissions(PathOf(sha256), fs::perms::owner_all);
    std::ofstream(PathOf(sha256)) << content;
  }
};

TEST_F(VerifyArtifacts, AVerificationReadsEverythingAndFindsNothingWhereNothingIsWrong) {
  const v1::VerifyArtifactsResponse verified = Verify();
  EXPECT_EQ(verified.blobs(), 4);  // Two folders of one file each.
  EXPECT_EQ(verified.blobs_done(), 4);
  EXPECT_GT(verified.bytes(), 0);
  EXPECT_EQ(verified.bytes_done(), verified.bytes());
  EXPECT_THAT(verified.problems(), SizeIs(0));
}

TEST_F(VerifyArtifacts, AVerificationFindsWhatIsMissingCutAndChanged) {
  service_.Submit(kSpecification);
  FakeWorker(service_, "w").RunToTheEnd();
  v1::ListArtifactsRequest request;
  request.set_stage_key(service_.StageOf("mask_train").stage_key());
  const std::string mask = List(request).response.artifacts(0).sha256();
  request.set_stage_key(service_.StageOf("finetune").stage_key());
  const std::string checkpoint = List(request).response.artifacts(0).sha256();
  const std::string config = DigestOf("{}").ToHex();
  Overwrite(mask, "cut");
  Overwrite(checkpoint, std::string(1000, 'x'));
  fs::remove(PathOf(config));

  const auto verified = Verify();
  std::map<std::string, Problem> problems;
  for (const Problem& problem : verified.problems()) problems[problem.sha256()] = problem;
  ASSERT_THAT(problems, SizeIs(3));
  EXPECT_EQ(problems[mask].kind(), Problem::KIND_SHORT);
  EXPECT_EQ(problems[mask].referrers(0).stage_kind(), "mask_train");
  EXPECT_EQ(problems[mask].path(), PathOf(mask).native());
  EXPECT_EQ(problems[checkpoint].kind(), Problem::KIND_WRONG);
  EXPECT_EQ(problems[config].kind(), Problem::KIND_MISSING);
  EXPECT_EQ(problems[config].file(), "config.json");
  EXPECT_EQ(problems[config].referrers(0).entry_name(), "bert");
}

TEST_F(VerifyArtifacts, ManyProblemsComeInManyMessages) {
  std::string files;
  for (int i = 0; i < 120; ++i) {
    const std::string content = fmt::format("{:03}", i);
    const std::string sha256 = service_.Upload(content);
    files += fmt::format(R"({}"f{}":{{"bytes":3,"sha256":"{}"}})", i == 0 ? "" : ",", content, sha256);
  }
  const std::string config = service_.Upload("{}");
  const std::string tree = service_.Upload(
      fmt::format(R"({{"files":{{"config.json":{{"bytes":2,"sha256":"{}"}},{}}}}})", config, files));
  ASSERT_TRUE(service_.Register(v1::CatalogueEntry::KIND_MODEL, "many", tree).ok());
  for (int i = 0; i < 120; ++i) fs::remove(PathOf(DigestOf(fmt::format("{:03}", i)).ToHex()));
  const auto context = TestCoordinator::Context();
  const auto reader = stub_->VerifyArtifacts(context.get(), {});
  v1::VerifyArtifactsResponse response;
  int problems = 0;
  while (reader->Read(&response)) {
    EXPECT_LE(response.problems_size(), 100);
    problems += response.problems_size();
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(problems, 120);
}

TEST_F(VerifyArtifacts, TheManifestOfAFolderIsVerifiedToo) {
  const std::string tree = List().response.artifacts(0).sha256();
  Overwrite(tree, "{}");
  const v1::VerifyArtifactsResponse verified = Verify();
  ASSERT_THAT(verified.problems(), SizeIs(1));
  EXPECT_EQ(verified.problems(0).sha256(), tree);
  EXPECT_EQ(verified.problems(0).kind(), Problem::KIND_WRONG);
}

TEST_F(VerifyArtifacts, OneVerificationRunsAtATimeAndStopsWhenItsReaderGoes) {
  const auto context = TestCoordinator::Context();
  const auto reader = BeginSlowVerification(*context);
  EXPECT_EQ(TryToVerify().error_code(), grpc::StatusCode::ABORTED);
  context->TryCancel();
  grpc::Status next = TryToVerify();
  while (next.error_code() == grpc::StatusCode::ABORTED) next = TryToVerify();
  EXPECT_TRUE(next.ok()) << next.error_message();
}

TEST_F(VerifyArtifacts, AVerificationEndsWithTheCoordinator) {
  const auto context = TestCoordinator::Context();
  const auto reader = BeginSlowVerification(*context);
  service_.Stop();
  v1::VerifyArtifactsResponse response;
  while (reader->Read(&response)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

}  // namespace
}  // namespace srnet::app
