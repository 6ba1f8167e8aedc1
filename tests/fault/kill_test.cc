// Programs are killed at random moments of a running sweep; its results must be those of an undisturbed one.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "tests/e2e/folder_watch.h"
#include "tests/e2e/installation.h"

namespace srnet::testing {
namespace {

using std::chrono::milliseconds;

enum class Victim { kCoordinator, kWorker, kTrainer };

// SRNET_FAULT_SEED repeats a run.
unsigned Seed() {
  const char* given = std::getenv("SRNET_FAULT_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
  fmt::print("SRNET_FAULT_SEED={}\n", seed);
  return seed;
}

bool IsTrainer(int pid) {
  std::string name;
  std::getline(std::ifstream(fmt::format("/proc/{}/comm", pid)), name);
  return name.rfind("srnet-trainer", 0) == 0 || name.rfind("trainer.sh", 0) == 0;
}

class Killer {
 public:
  explicit Killer(Installation& installation, unsigned seed)
      : installation_(installation), changes_(installation.folder()), random_(seed) {}

  void Strike(Victim victim) {
    if (victim == Victim::kTrainer) return KillATrainer();
    AwaitFreshStageAndAMoment(kLongestMoment);
    const bool coordinator = victim == Victim::kCoordinator;
    (coordinator ? installation_.coordinator() : installation_.worker()).Kill(SIGKILL);
    coordinator ? installation_.StartCoordinator() : installation_.StartWorker();
  }

 private:
  static constexpr milliseconds kLongestMoment{900};

  // Waits for a stage that no kill has hit yet, then for a random moment in it: a test that waited for an
  // event there would strike between the same two instructions every time. A stage that is lost too often
  // would be given up, and rightly so.
  TrainerStart AwaitFreshStageAndAMoment(milliseconds longest) {
    const TrainerStart start = AwaitFreshStage();
    hit_.insert(start.stage_key);
    const auto most = static_cast<int>(longest.count());
    std::this_thread::sleep_for(milliseconds(std::uniform_int_distribution<int>(0, most)(random_)));
    return start;
  }

  TrainerStart AwaitFreshStage() {
    TrainerStart newest;
    const bool fresh = changes_.Await(std::chrono::minutes(2), [&] {
      const std::vector<TrainerStart> starts = installation_.TrainerStarts();
      if (!starts.empty()) newest = starts.back();
      return !starts.empty() && !hit_.contains(newest.stage_key);
    });
    EXPECT_TRUE(fresh) << "the sweep ended, or stands still, before all programs were killed";
    return newest;
  }

  // One that ended before its moment came does not count: the next one is struck sooner.
  void KillATrainer() {
    for (milliseconds longest = kLongestMoment; !::testing::Test::HasFailure(); longest /= 2) {
      const int pid = AwaitFreshStageAndAMoment(longest).pid;
      if (IsTrainer(pid) && ::kill(pid, SIGKILL) == 0) return;
    }
  }

  Installation& installation_;
  FolderWatch changes_;
  std::mt19937 random_;
  std::set<std::string> hit_;
};

void ExpectSameResultsDespiteKills(const std::string& sweep, int kills_of_each) {
  std::string expected;
  {
    Installation undisturbed;
    undisturbed.StartWorker();
    undisturbed.RunSweep(sweep);
    expected = undisturbed.Export();
  }
  ASSERT_GT(std::ranges::count(expected, '\n'), 7) << expected;

  const unsigned seed = Seed();
  std::vector<Victim> victims;
  for (int i = 0; i < kills_of_each; ++i)
    victims.insert(victims.end(), {Victim::kCoordinator, Victim::kWorker, Victim::kTrainer});
  std::shuffle(victims.begin(), victims.end(), std::mt19937(seed));
  Installation installation;
  installation.StartWorker();
  installation.Submit(sweep);
  Killer killer(installation, seed);
  for (const Victim victim : victims) killer.Strike(victim);
  installation.AwaitEnd();

  EXPECT_EQ(installation.Export(), expected);
}

TEST(Kill, ResultsAreThoseOfAnUndisturbedSweepByteForByte) {
  ExpectSameResultsDespiteKills(TinySweep("[0.5, 0.7]"), 3);
}

// A teacher, soft masks whose sparsity rises, a rewinding ladder, a subnetwork trained in isolation.
TEST(Kill, SoAreThoseOfTheOtherKindsOfTraining) {
  ExpectSameResultsDespiteKills(R"(name: tiny
model: tiny
tasks: [tiny]
seeds: [1, 2]
grid:
  - pipeline: finetune_prune
    finetune_loss: std
    method: mask
    loss: conf_reg
    initialisation: soft
    sparsity: [{gradual: [0.2, 0.6]}]
  - pipeline: prune_finetune
    mask_from: imp
    loss: reweight
    sparsity: [0.5]
  - pipeline: prune_only
    method: mask
    loss: poe
    sparsity: [0.5]
overrides:
  finetune: {epochs: 10, learning_rate: 1e-3, warmup: 10%, evaluation_interval: 20}
  mask: {epochs: 10, learning_rate: 1e-2, warmup: 0, evaluation_interval: 10}
  imp: {epochs: 10, learning_rate: 1e-3}
precision: float32
max_length: 48
)",
                                2);
}

}  // namespace
}  // namespace srnet::testing
