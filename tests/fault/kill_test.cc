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
  explicit Killer(Installation& installation, unsigned seed) : installation_(installation), random_(seed) {}

  // Waits for a stage that no kill has hit yet, then for a random moment in it. A stage that is lost too
  // often would be given up, and rightly so.
  void StrikeAt(Victim victim) {
    const TrainerStart start = AwaitFreshStage();
    hit_.insert(start.stage_key);
    std::this_thread::sleep_for(milliseconds(std::uniform_int_distribution<int>(0, 900)(random_)));
    switch (victim) {
      case Victim::kCoordinator:
        installation_.coordinator().Kill(SIGKILL);
        installation_.StartCoordinator();
        break;
      case Victim::kWorker:
        installation_.worker().Kill(SIGKILL);
        installation_.StartWorker();
        break;
      case Victim::kTrainer:
        KillTrainer();
        break;
    }
  }

 private:
  TrainerStart AwaitFreshStage() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (std::chrono::steady_clock::now() < deadline) {
      const std::vector<TrainerStart> starts = installation_.TrainerStarts();
      if (!starts.empty() && !hit_.contains(starts.back().stage_key)) return starts.back();
      std::this_thread::sleep_for(milliseconds(5));
    }
    ADD_FAILURE() << "the sweep ended, or stands still, before all programs were killed";
    return {};
  }

  void KillTrainer() {
    const int pid = installation_.TrainerStarts().back().pid;
    if (IsTrainer(pid)) ::kill(pid, SIGKILL);
  }

  Installation& installation_;
  std::mt19937 random_;
  std::set<std::string> hit_;
};

TEST(Kill, ResultsAreThoseOfAnUndisturbedSweepByteForByte) {
  const std::string sweep = TinySweep("[0.5, 0.7]");
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
  for (int i = 0; i < 3; ++i)
    victims.insert(victims.end(), {Victim::kCoordinator, Victim::kWorker, Victim::kTrainer});
  std::shuffle(victims.begin(), victims.end(), std::mt19937(seed));
  Installation installation;
  installation.StartWorker();
  installation.Submit(sweep);
  Killer killer(installation, seed);
  for (const Victim victim : victims) killer.StrikeAt(victim);
  installation.AwaitEnd();

  EXPECT_EQ(installation.Export(), expected);
}

}  // namespace
}  // namespace srnet::testing
