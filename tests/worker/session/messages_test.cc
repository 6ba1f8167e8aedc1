#include "worker/session/messages.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"
#include "tests/support/status_matchers.h"

namespace srnet::session {
namespace {

using attempts::AttemptView;
using attempts::Phase;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;

AttemptView View(Phase phase) {
  AttemptView view;
  view.id = {DigestOf("a"), 7};
  view.phase = phase;
  view.curve = {{"dev", "accuracy", 10, 0.5}, {"dev", "accuracy", 20, 0.6}, {"dev", "accuracy", 30, 0.7}};
  view.metrics = {{"dev", "accuracy", "", 0.7}};
  view.artifacts = {{"checkpoint", "checkpoint.safetensors", DigestOf("c"), 12}};
  view.provenance = "{}";
  view.failure = {trainer_protocol::FailureClass::kOutOfMemory, "too large"};
  return view;
}

TEST(ToReport, UploadingIsStillRunningButTrained) {
  EXPECT_EQ(ToReport(View(Phase::kFetching), 0).state(), v1::AttemptReport::STATE_QUEUED);
  EXPECT_EQ(ToReport(View(Phase::kReady), 0).state(), v1::AttemptReport::STATE_QUEUED);
  EXPECT_EQ(ToReport(View(Phase::kUploading), 0).state(), v1::AttemptReport::STATE_RUNNING);
  EXPECT_TRUE(ToReport(View(Phase::kUploading), 0).trained());
  EXPECT_FALSE(ToReport(View(Phase::kRunning), 0).trained());
}

TEST(ToReport, OnlyCurvePointsThatTheCoordinatorLacksAreSent) {
  const v1::AttemptReport report = ToReport(View(Phase::kRunning), 2);

  EXPECT_EQ(report.first_curve_point(), 2);
  ASSERT_EQ(report.curve_points_size(), 1);
  EXPECT_EQ(report.curve_points(0).step(), 30);
  EXPECT_FALSE(report.has_result());
}

TEST(ToReport, ACoordinatorThatClaimsMorePointsThanThereAreGetsNone) {
  EXPECT_EQ(ToReport(View(Phase::kRunning), 99).curve_points_size(), 0);
}

TEST(ToReport, ASuccessCarriesTheWholeResult) {
  const v1::AttemptReport report = ToReport(View(Phase::kSucceeded), 3);

  EXPECT_EQ(report.result().curve_size(), 3);
  EXPECT_EQ(report.result().metrics(0).value(), 0.7);
  EXPECT_EQ(report.result().artifacts(0).sha256(), DigestOf("c").ToHex());
  EXPECT_EQ(report.failure_class(), v1::FAILURE_CLASS_UNSPECIFIED);
}

TEST(ToReport, AFailureCarriesItsClassAndMessage) {
  const v1::AttemptReport report = ToReport(View(Phase::kFailed), 3);

  EXPECT_EQ(report.failure_class(), v1::FAILURE_CLASS_OUT_OF_MEMORY);
  EXPECT_EQ(report.failure_message(), "too large");
  EXPECT_FALSE(report.has_result());
}

TEST(ParseGrant, AMemoryClassAboveTheFirstRunsAlone) {
  v1::AttemptGrant grant;
  grant.set_stage_key(DigestOf("a").ToHex());
  EXPECT_FALSE(ParseGrant(grant)->grant.alone);
  grant.set_memory_class(1);
  EXPECT_TRUE(ParseGrant(grant)->grant.alone);
}

TEST(ParseGrant, BadDigestsAndSizesAreNamed) {
  v1::AttemptGrant grant;
  grant.set_stage_key("xyz");
  EXPECT_THAT(ParseGrant(grant), Fails(StatusCode::kInvalidArgument, HasSubstr("stage_key")));

  grant.set_stage_key(DigestOf("a").ToHex());
  EXPECT_THAT(ParseGrant(grant), IsOk());
  v1::ResolvedInput& input = *grant.add_inputs();
  input.set_sha256(DigestOf("b").ToHex());
  input.set_bytes(-1);
  EXPECT_THAT(ParseGrant(grant), Fails(StatusCode::kInvalidArgument, HasSubstr("inputs.bytes")));
}

}  // namespace
}  // namespace srnet::session
