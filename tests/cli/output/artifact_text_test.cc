#include "cli/output/artifact_text.h"

#include <gmock/gmock.h>

namespace srnet::cli {
namespace {

using ::testing::HasSubstr;
using Problem = v1::VerifyArtifactsResponse::Problem;

v1::ArtifactReferrer Product(const std::string& name) {
  v1::ArtifactReferrer referrer;
  referrer.set_stage_key("ab");
  referrer.set_stage_kind("finetune");
  referrer.set_product(name);
  return referrer;
}

v1::ArtifactReferrer Model(const std::string& name) {
  v1::ArtifactReferrer referrer;
  referrer.set_entry_kind(v1::CatalogueEntry::KIND_MODEL);
  referrer.set_entry_name(name);
  return referrer;
}

TEST(ArtifactText, AReferrerIsAStagesProductInItsSweepsOrAnEntry) {
  v1::ArtifactReferrer product = Product("checkpoint");
  EXPECT_EQ(ReferrerText(product), "finetune checkpoint");
  product.add_sweep_ids("s1");
  product.add_sweep_ids("s2");
  EXPECT_EQ(ReferrerText(product), "finetune checkpoint in s1, s2");
  EXPECT_EQ(ReferrerText(Model("minilm")), "model minilm");
}

TEST(ArtifactText, ALogIsOfAnAttemptAtAStage) {
  v1::ArtifactReferrer log = Product("");
  log.set_logged_attempt(2);
  EXPECT_EQ(ReferrerText(log), "finetune log of attempt 2");
}

TEST(ArtifactText, ATableCountsTheReferrersThatItLeavesOut) {
  v1::ListArtifactsResponse response;
  v1::Artifact& artifact = *response.add_artifacts();
  artifact.set_sha256("ff");
  artifact.set_bytes(2500);
  artifact.set_kind(v1::Artifact::KIND_TREE);
  for (const char* name : {"a", "b", "c", "d"}) *artifact.add_referrers() = Model(name);
  const std::string table = Render(ArtifactTable(response, Form::kShown));
  EXPECT_THAT(table, HasSubstr("folder"));
  EXPECT_THAT(table, HasSubstr("2 kB"));
  EXPECT_THAT(table, HasSubstr("model a; model b; 2 more"));
}

TEST(ArtifactText, ProgramsGetEveryByteTimeAndReferrer) {
  v1::ListArtifactsResponse response;
  v1::Artifact& artifact = *response.add_artifacts();
  artifact.set_sha256("ff");
  artifact.set_bytes(2500);
  artifact.mutable_create_time()->set_seconds(1767323045);
  for (const char* name : {"a", "b", "c"}) *artifact.add_referrers() = Model(name);
  EXPECT_THAT(
      ArtifactTable(response, Form::kExact).rows[0],
      ::testing::ElementsAre("ff", "2500", "file", "2026-01-02T03:04:05Z", "model a; model b; model c"));
}

TEST(ArtifactText, WhatIsToDoDependsOnWhereTheFileCameFrom) {
  Problem problem;
  problem.set_sha256("ff");
  problem.set_path("/s/ff");
  problem.set_kind(Problem::KIND_WRONG);
  *problem.add_referrers() = Product("checkpoint");
  EXPECT_EQ(ProblemText(problem), "ff (finetune checkpoint) has other bytes: restore /s/ff from a backup");
  *problem.mutable_referrers(0) = Model("minilm");
  problem.set_file("vocab.txt");
  EXPECT_EQ(ProblemText(problem),
            "ff (vocab.txt of model minilm) has other bytes: remove /s/ff and import it again");
  problem.set_kind(Problem::KIND_MISSING);
  EXPECT_THAT(ProblemText(problem), HasSubstr("is missing: import it again, or restore /s/ff from a backup"));
  problem.set_kind(Problem::KIND_SHORT);
  EXPECT_THAT(ProblemText(problem), HasSubstr("was cut: remove /s/ff"));
  problem.set_kind(Problem::KIND_UNREADABLE);
  EXPECT_THAT(ProblemText(problem), HasSubstr("the permissions of /s/ff"));
}

TEST(ArtifactText, ACollectionSaysWhatItHasRemovedAndLeft) {
  v1::CollectGarbageResponse response;
  response.set_blobs(1);
  response.set_bytes(5000);
  EXPECT_EQ(GarbageText(response, false), "removed 1 blob, 5 kB\n");
  response.set_kept_blobs(2);
  response.set_kept_bytes(7);
  EXPECT_THAT(GarbageText(response, true), HasSubstr("would remove 1 blob, 5 kB\n2 blobs, 7 B that nothing"));
}

}  // namespace
}  // namespace srnet::cli
