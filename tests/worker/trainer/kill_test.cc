// SIGKILL at any step: the next run gives the same products, metrics and curves as one that was never killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <map>
#include <set>

#include "tests/support/temporary_directory.h"
#include "tests/worker/trainer/tiny_requests.h"
#include "tests/worker/trainer/trainer_run.h"

namespace srnet::trainer {
namespace {

using trainer_protocol::Artifact;
using trainer_protocol::Checkpointed;
using trainer_protocol::CurvePoint;
using trainer_protocol::Done;
using trainer_protocol::Metric;

// What a stage is judged by: digests by artifact, metrics, and the last value reported for each point of a
// curve.
struct Outcome {
  std::map<std::string, Digest> artifacts;
  std::map<std::string, double> metrics;
  std::map<std::string, double> curves;
  bool operator==(const Outcome&) const = default;
};

Outcome OutcomeOf(const TrainerRun& run) {
  Outcome outcome;
  for (const Artifact& artifact : run.All<Artifact>()) outcome.artifacts[artifact.name] = artifact.digest;
  for (const Metric& metric : run.All<Metric>()) {
    outcome.metrics[metric.set + " " + metric.metric + " " + metric.group] = metric.value;
  }
  for (const CurvePoint& point : run.All<CurvePoint>()) {
    outcome.curves[fmt::format("{} {} {}", point.set, point.metric, point.step)] = point.value;
  }
  return outcome;
}

class KillTest : public ::testing::Test {
 protected:
  KillTest() : requests_(folder_.path()) {
    EXPECT_NE(RunRequest(requests_.Import()).Last<Done>(), nullptr);
    EXPECT_NE(RunRequest(requests_.Finetune("finetune", {.optimisation = TinyOptimisation()})).Last<Done>(),
              nullptr);
  }

  // Kills the trainer upon its checkpoint of each of these steps in turn, and lets the last attempt end.
  TrainerRun RunWithKills(const trainer_protocol::Request& request, std::set<std::int64_t> steps) {
    const std::vector<std::string> flags{"--quiet", "--checkpoint-every-steps", "1"};
    while (!steps.empty()) {
      const TrainerRun killed = RunRequest(request, flags, [&](const auto& event, pid_t child) {
        const auto* checkpoint = std::get_if<Checkpointed>(&event);
        if (checkpoint == nullptr || steps.empty() || checkpoint->step < *steps.begin()) return;
        steps.erase(steps.begin());
        ::kill(child, SIGKILL);
      });
      EXPECT_EQ(killed.signal, SIGKILL) << killed.errors;
      if (killed.signal != SIGKILL) return killed;
    }
    return RunRequest(request, flags);
  }

  template <typename Make>
  void ExpectSameOutcome(const Make& make) {
    const TrainerRun unbroken = RunRequest(make("unbroken"), {"--quiet"});
    ASSERT_NE(unbroken.Last<Done>(), nullptr) << unbroken.errors;
    const TrainerRun resumed = RunWithKills(make("killed"), {1, 4, 5, 8, 11});
    ASSERT_NE(resumed.Last<Done>(), nullptr) << resumed.errors;
    EXPECT_EQ(OutcomeOf(resumed), OutcomeOf(unbroken));
    EXPECT_FALSE(OutcomeOf(resumed).artifacts.empty());
  }

  srnet::testing::TemporaryDirectory folder_;
  TinyRequests requests_;
};

TEST_F(KillTest, FinetuneKilledAtFiveStepsGivesTheBitsOfAnUnbrokenRun) {
  ExpectSameOutcome(
      [this](const char* name) { return requests_.Finetune(name, {.optimisation = TinyOptimisation()}); });
}

TEST_F(KillTest, MaskTrainKilledAtFiveStepsGivesTheBitsOfAnUnbrokenRun) {
  ExpectSameOutcome([this](const char* name) {
    return requests_.MaskTrain(
        name, {.sparsity = 0.6, .initial_sparsity = 0.6, .optimisation = TinyOptimisation()});
  });
}

TEST_F(KillTest, ImpKilledAtFiveStepsGivesTheBitsOfAnUnbrokenRun) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.epochs = 4;  // Three of four segments still last longer than the last kill.
  ExpectSameOutcome([&](const char* name) {
    return requests_.Imp(name, {.segments = 4, .levels = 3, .optimisation = optimisation});
  });
}

TEST_F(KillTest, AResumeFolderOfAnotherStageIsIgnoredWithANotice) {
  auto request = requests_.Finetune("mine", {.optimisation = TinyOptimisation()});
  RunRequest(request, {"--checkpoint-every-steps", "1"}, [](const auto& event, pid_t child) {
    if (std::holds_alternative<Checkpointed>(event)) ::kill(child, SIGKILL);
  });
  stage::Optimisation other = TinyOptimisation();
  other.seed = 99;
  auto foreign = requests_.Finetune("other", {.optimisation = other});
  const TrainerRun expected = RunRequest(foreign);
  foreign.resume = request.resume;
  const TrainerRun run = RunRequest(foreign);
  ASSERT_NE(run.Last<Done>(), nullptr) << run.errors;
  EXPECT_EQ(OutcomeOf(run), OutcomeOf(expected));
  EXPECT_THAT(run.errors, ::testing::HasSubstr("belongs to the stage"));
}

}  // namespace
}  // namespace srnet::trainer
