// SIGKILL at any moment: the next run gives the same products, metrics and curves as one that was never
// killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

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
using trainer_protocol::Notice;
using trainer_protocol::Progress;

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

// From which the run went on; 0 when it started at the beginning.
std::int64_t FirstStep(const TrainerRun& run) {
  constexpr std::string_view kGoingOn = "going on from step ";
  for (const Notice& notice : run.All<Notice>()) {
    if (notice.text.starts_with(kGoingOn)) return std::stoll(notice.text.substr(kGoingOn.size()));
  }
  return 0;
}

class KillTest : public ::testing::Test {
 protected:
  KillTest() : requests_(folder_.path()) {
    EXPECT_NE(RunRequest(requests_.Import()).Last<Done>(), nullptr);
    EXPECT_NE(RunRequest(requests_.Finetune("finetune", {.optimisation = TinyOptimisation()})).Last<Done>(),
              nullptr);
  }

  // Kills five attempts, the first at its first checkpoint, the others each at one of the first `events`
  // events or up to a few steps after it, and lets the last attempt end. An attempt that is done before its
  // event comes is the last one. Each has to go on from the newest checkpoint that was reported before it.
  TrainerRun RunWithKills(const trainer_protocol::Request& request, std::size_t events) {
    std::uniform_int_distribution<std::size_t> moment(1, events);
    std::uniform_int_distribution<int> delay(0, 20);
    std::int64_t step = KillAtFirstCheckpoint(request);
    for (int attempt = 0; attempt < 4; ++attempt) {
      const std::size_t last = moment(random_);
      const std::chrono::milliseconds pause(attempt % 2 == 0 ? 0 : delay(random_));
      std::size_t seen = 0;
      const TrainerRun run = RunRequest(request, flags_, [&](const auto&, pid_t child) {
        if (++seen != last) return;
        std::this_thread::sleep_for(pause);
        ::kill(child, SIGKILL);
      });
      ExpectToGoOn(run, step);
      if (run.signal != SIGKILL) return run;
      for (const Checkpointed& checkpoint : run.All<Checkpointed>()) step = std::max(step, checkpoint.step);
    }
    TrainerRun run = RunRequest(request, flags_);
    ExpectToGoOn(run, step);
    return run;
  }

  // Returns its step.
  std::int64_t KillAtFirstCheckpoint(const trainer_protocol::Request& request) {
    const TrainerRun run = RunRequest(request, flags_, [](const auto& event, pid_t child) {
      if (std::holds_alternative<Checkpointed>(event)) ::kill(child, SIGKILL);
    });
    EXPECT_EQ(run.signal, SIGKILL) << run.errors;
    const auto checkpoints = run.All<Checkpointed>();
    return checkpoints.empty() ? 0 : checkpoints.front().step;
  }

  // A run that got as far as to train or to end says from which step; it may have saved more than it said
  // before it was killed.
  static void ExpectToGoOn(const TrainerRun& run, std::int64_t step) {
    const auto progress = run.All<Progress>();
    const bool trained =
        std::ranges::any_of(progress, [](const Progress& report) { return report.phase == "train"; });
    if (!trained && run.Last<Done>() == nullptr) return;
    EXPECT_GE(FirstStep(run), step) << run.errors;
  }

  template <typename Make>
  void ExpectSameOutcome(const Make& make) {
    SCOPED_TRACE(fmt::format("SRNET_KILL_SEED={} repeats these kills", seed_));
    const TrainerRun unbroken = RunRequest(make("unbroken"), flags_);
    ASSERT_NE(unbroken.Last<Done>(), nullptr) << unbroken.errors;
    const TrainerRun resumed = RunWithKills(make("killed"), unbroken.events.size() - 1);
    ASSERT_NE(resumed.Last<Done>(), nullptr) << resumed.errors;
    EXPECT_EQ(OutcomeOf(resumed), OutcomeOf(unbroken));
    EXPECT_FALSE(OutcomeOf(resumed).artifacts.empty());
  }

  static unsigned Seed() {
    const char* given = std::getenv("SRNET_KILL_SEED");
    return given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
  }

  // A checkpoint every third step lies between, at and after the evaluations of every fifth.
  // As under a worker the folder stays: a trainer that is killed between its last word and its end has
  // nothing to do again.
  const std::vector<std::string> flags_{"--quiet", "--checkpoint-every-steps", "3", "--keep-resume"};
  unsigned seed_ = Seed();
  std::mt19937 random_{seed_};
  srnet::testing::TemporaryDirectory folder_;
  TinyRequests requests_;
};

TEST_F(KillTest, FinetuneKilledFiveTimesGivesTheBitsOfAnUnbrokenRun) {
  ExpectSameOutcome(
      [this](const char* name) { return requests_.Finetune(name, {.optimisation = TinyOptimisation()}); });
}

TEST_F(KillTest, MaskTrainKilledFiveTimesGivesTheBitsOfAnUnbrokenRun) {
  ExpectSameOutcome([this](const char* name) {
    return requests_.MaskTrain(
        name, {.sparsity = 0.6, .initial_sparsity = 0.6, .optimisation = TinyOptimisation()});
  });
}

TEST_F(KillTest, ImpKilledFiveTimesGivesTheBitsOfAnUnbrokenRun) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.epochs = 4;  // Segments of six steps.
  ExpectSameOutcome([&](const char* name) {
    return requests_.Imp(name, {.segments = 4, .levels = 3, .optimisation = optimisation});
  });
}

// Its last pruning comes after the last step, so it has to come after a resume too, and once.
TEST_F(KillTest, ARewindingImpKilledFiveTimesGivesTheBitsOfAnUnbrokenRun) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.epochs = 4;
  ExpectSameOutcome([&](const char* name) {
    return requests_.ImpPretrained(
        name,
        {.segments = 4, .levels = 3, .optimisation = optimisation, .rewind = stage::Rewind::kPretrained});
  });
}

// A worker keeps the resume folder until the result is taken: whoever has to hand it in again has it at once.
class DoneTest : public KillTest {
 protected:
  static void ExpectToBeDoneAtOnce(const trainer_protocol::Request& request) {
    const TrainerRun first = RunRequest(request, {"--quiet", "--keep-resume"});
    ASSERT_NE(first.Last<Done>(), nullptr) << first.errors;
    std::filesystem::remove_all(request.output);
    const TrainerRun again = RunRequest(request, {"--quiet", "--keep-resume"});
    ASSERT_NE(again.Last<Done>(), nullptr) << again.errors;
    EXPECT_EQ(OutcomeOf(again), OutcomeOf(first));
    EXPECT_FALSE(OutcomeOf(again).artifacts.empty());
    EXPECT_GT(FirstStep(again), 0);
    for (const Progress& report : again.All<Progress>()) EXPECT_NE(report.phase, "train");
  }
};

TEST_F(DoneTest, AFinetuneThatIsRepeatedIsDoneAtOnceWithTheSameBits) {
  ExpectToBeDoneAtOnce(
      requests_.Finetune("again", {.optimisation = TinyOptimisation(), .snapshot_steps = {4, 10}}));
}

TEST_F(DoneTest, SoIsAMaskTraining) {
  ExpectToBeDoneAtOnce(requests_.MaskTrain(
      "again", {.sparsity = 0.6, .initial_sparsity = 0.6, .optimisation = TinyOptimisation()}));
}

TEST_F(DoneTest, SoIsALadder) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.epochs = 4;
  ExpectToBeDoneAtOnce(requests_.Imp("again", {.segments = 4, .levels = 3, .optimisation = optimisation}));
}

TEST_F(DoneTest, SoIsALadderThatRewinds) {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.epochs = 4;
  ExpectToBeDoneAtOnce(requests_.ImpPretrained(
      "again",
      {.segments = 4, .levels = 3, .optimisation = optimisation, .rewind = stage::Rewind::kPretrained}));
}

TEST_F(DoneTest, SoIsAShallowModel) {
  ExpectToBeDoneAtOnce(
      requests_.ShallowBias("again", {.rows = 32, .epochs = 2, .learning_rate = 2e-3, .seed = 3}));
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
