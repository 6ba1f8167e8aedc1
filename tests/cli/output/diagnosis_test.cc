#include "cli/output/diagnosis.h"

#include <gmock/gmock.h>

namespace srnet::cli {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

v1::Worker ConnectedWorker(const std::string& version) {
  v1::Worker worker;
  worker.set_worker_id("w1");
  worker.set_connected(true);
  worker.mutable_description()->set_program_version(version);
  worker.mutable_description()->set_slots(2);
  v1::Device& device = *worker.mutable_description()->add_devices();
  device.set_name("cpu");
  device.set_model("x86-64 AVX2");
  return worker;
}

TEST(Diagnosis, AProgramOfAnotherVersionOrThatDoesNotStartIsAProblem) {
  EXPECT_EQ(JudgeProgram("srnet-worker", std::string("1.0"), "1.0").verdict, Verdict::kOk);
  const Finding other = JudgeProgram("srnet-worker", std::string("0.9"), "1.0");
  EXPECT_EQ(other.verdict, Verdict::kProblem);
  EXPECT_THAT(other.found, HasSubstr("0.9, and srnet is 1.0"));
  const Finding missing = JudgeProgram("srnet-trainer", NotFound("no such program"), "1.0");
  EXPECT_EQ(missing.verdict, Verdict::kProblem);
  EXPECT_EQ(missing.found, "no such program");
}

TEST(Diagnosis, LittleRoomIsAWarningAndNextToNoneAProblem) {
  EXPECT_EQ(JudgeFolder("s", 50'000'000'000).verdict, Verdict::kOk);
  EXPECT_EQ(JudgeFolder("s", 5'000'000'000).verdict, Verdict::kWarning);
  const Finding full = JudgeFolder("s", 20'000'000);
  EXPECT_EQ(full.verdict, Verdict::kProblem);
  EXPECT_EQ(full.found, "s, 20 MB free");
  EXPECT_THAT(full.advice, HasSubstr("--state"));
}

TEST(Diagnosis, AFolderThatCannotBeWrittenIsAProblem) {
  EXPECT_EQ(JudgeFolder("s", PermissionDenied("s: may not be written to")).verdict, Verdict::kProblem);
}

TEST(Diagnosis, ACoordinatorOfAnotherVersionIsAWarning) {
  EXPECT_EQ(JudgeCoordinator("host:1", "1.0", "1.0").verdict, Verdict::kOk);
  EXPECT_EQ(JudgeCoordinator("host:1", "0.9", "1.0").verdict, Verdict::kWarning);
  EXPECT_EQ(JudgeCoordinator("host:1", "", "1.0").found, "an older version at host:1");
}

TEST(Diagnosis, AClockMayBeOffBySecondsToEitherSide) {
  EXPECT_EQ(JudgeClock(milliseconds(4'900)).verdict, Verdict::kOk);
  EXPECT_EQ(JudgeClock(milliseconds(-4'900)).verdict, Verdict::kOk);
  EXPECT_THAT(JudgeClock(milliseconds(70'000)).found, HasSubstr("1 min 10 s ahead"));
  EXPECT_THAT(JudgeClock(milliseconds(-70'000)).found, HasSubstr("1 min 10 s behind"));
  EXPECT_EQ(JudgeClock(milliseconds(-70'000)).verdict, Verdict::kWarning);
}

TEST(Diagnosis, EveryConnectedWorkerIsNamedWithItsDevices) {
  v1::Worker away = ConnectedWorker("1.0");
  away.set_connected(false);
  const auto findings = JudgeWorkers({ConnectedWorker("1.0"), away}, "1.0", false);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].check, "worker w1");
  EXPECT_EQ(findings[0].verdict, Verdict::kOk);
  EXPECT_EQ(findings[0].found, "1.0, 2 slots on cpu (x86-64 AVX2)");
}

TEST(Diagnosis, AWorkerThatTakesNoWorkOrIsOfAnotherVersionIsAWarning) {
  v1::Worker drained = ConnectedWorker("1.0");
  drained.set_draining(true);
  EXPECT_THAT(JudgeWorkers({drained}, "1.0", false)[0].advice, HasSubstr("srnet workers resume w1"));
  EXPECT_EQ(JudgeWorkers({ConnectedWorker("0.9")}, "1.0", false)[0].verdict, Verdict::kWarning);
}

TEST(Diagnosis, WithoutAWorkerNothingRunsUnlessRunBringsOne) {
  EXPECT_EQ(JudgeWorkers({}, "1.0", false)[0].verdict, Verdict::kWarning);
  EXPECT_THAT(JudgeWorkers({}, "1.0", false)[0].advice, HasSubstr("srnet-worker"));
  EXPECT_EQ(JudgeWorkers({}, "1.0", true)[0].verdict, Verdict::kOk);
}

TEST(Diagnosis, AnEmptyCatalogueSaysHowToFillIt) {
  const Finding finding = JudgeCatalogue("models", 0, "srnet model import NAME FOLDER");
  EXPECT_EQ(finding.verdict, Verdict::kWarning);
  EXPECT_EQ(finding.advice, "srnet model import NAME FOLDER");
  EXPECT_EQ(JudgeCatalogue("models", 3, "x").advice, "");
}

TEST(Diagnosis, JsonHasAnObjectForEachCheck) {
  EXPECT_EQ(DiagnosisJson(
                {{"models", Verdict::kWarning, "none", "import \"one\""}, {"clock", Verdict::kOk, "agrees"}}),
            R"({"checks":[{"check":"models","verdict":"warning","found":"none","advice":"import \"one\""},)"
            R"({"check":"clock","verdict":"ok","found":"agrees","advice":""}]})");
}

TEST(Diagnosis, OtherLinesStandBelowTheTableAndInOneCellForPrograms) {
  const std::vector<Finding> findings = {
      {"coordinator", Verdict::kProblem, "it ended:\nno space\nleft", "mend"},
      {"clock", Verdict::kOk, "agrees"}};
  EXPECT_EQ(MakeDiagnosisTable(findings, Form::kShown).rows[0][2], "it ended:");
  EXPECT_EQ(DiagnosisDetails(findings), "\ncoordinator:\nno space\nleft\n");
  EXPECT_EQ(MakeDiagnosisTable(findings, Form::kExact).rows[0][2], findings[0].found);
  EXPECT_EQ(DiagnosisDetails({findings[1], {"models", Verdict::kOk, "one line\n"}}), "");
}

TEST(Diagnosis, WarningsAreNoProblem) {
  EXPECT_FALSE(HasProblem({{"models", Verdict::kWarning, "none"}}));
  EXPECT_TRUE(HasProblem({{"models", Verdict::kWarning, "none"}, {"clock", Verdict::kProblem, "off"}}));
}

}  // namespace
}  // namespace srnet::cli
