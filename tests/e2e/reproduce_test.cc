// A result is run once more, apart, by the real programs.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/e2e/child.h"
#include "tests/e2e/installation.h"
#include "tests/e2e/programs.h"

namespace srnet::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A full model, a mask of it, and what both read.
constexpr char kSpecification[] = R"(name: tiny
model: tiny
tasks: [tiny]
seeds: [1]
grid:
  - {pipeline: finetune_prune, finetune_loss: std, method: mask, loss: poe, sparsity: 0.5}
overrides:
  finetune: {epochs: 2, learning_rate: 1e-3, warmup: 10%, evaluation_interval: 10}
  mask: {epochs: 2, learning_rate: 1e-2, warmup: 0, evaluation_interval: 10}
precision: float32
max_length: 48
)";

void Change(const std::filesystem::path& database, const std::string& statement) {
  sqlite3* open = nullptr;
  ASSERT_EQ(sqlite3_open(database.c_str(), &open), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(open, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(open);
  EXPECT_EQ(sqlite3_changes(open), 1) << statement;
  sqlite3_close(open);
}

class Reproduce : public ::testing::Test {
 protected:
  void SetUp() override {
    installation_.StartWorker();
    installation_.RunSweep(kSpecification);
  }

  ProgramRun Run(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"reproduce", "last/0"});
    return installation_.TrySrnet(more);
  }

  Installation installation_;
};

TEST_F(Reproduce, AResultComesOutTheSameAndTheServiceThatHasItRunsNothing) {
  const std::size_t starts = installation_.TrainerStarts().size();

  const ProgramRun run = Run();

  EXPECT_EQ(run.code, 0) << run.output << run.errors;
  EXPECT_THAT(run.output,
              AllOf(HasSubstr("\nequal: "), HasSubstr(" of 5 stages, bit for bit"), HasSubstr("mask_train"),
                    HasSubstr("ood accuracy"), Not(HasSubstr("differs"))));
  for (const char* kind : {"import_dataset", "bias_model", "finetune", "mask_train", "evaluate"})
    EXPECT_THAT(run.errors, HasSubstr(fmt::format("done     {}", kind)));
  EXPECT_EQ(installation_.TrainerStarts().size(), starts);
}

TEST_F(Reproduce, ANumberThatIsNotWhatItWasIsNamed) {
  const std::filesystem::path kept = installation_.folder() / "kept";
  EXPECT_EQ(Run({"--keep", kept}).code, 0);
  Change(kept / "srnet.db",
         "UPDATE metric SET value = value + 0.25 WHERE set_name = 'ood' AND metric = 'accuracy' AND "
         "group_name = ''");

  const ProgramRun again = Run({"--keep", kept});

  EXPECT_EQ(again.code, 1) << again.output << again.errors;
  EXPECT_THAT(again.errors, HasSubstr("5 of 5 stages are in"));
  EXPECT_THAT(again.output, AllOf(HasSubstr("+0.25"), HasSubstr("different: 0 of "), HasSubstr(" 1 of "),
                                  HasSubstr("from evaluate ")));
  const ProgramRun programs = Run({"--keep", kept, "--output", "json"});
  EXPECT_EQ(programs.code, 1);
  EXPECT_FALSE(nlohmann::json::parse(programs.output)["equal"]);
}

TEST_F(Reproduce, AStateThatACoordinatorRunsOnIsNotRunIn) {
  const std::filesystem::path taken = installation_.folder() / "taken";
  const std::filesystem::path socket = taken / "coordinator.sock";
  std::filesystem::create_directory(taken);
  const Child other({Program("srnet-coordinator"), "--state", taken, "--listen", "unix:" + socket.native()},
                    installation_.folder() / "other.log", true);

  const ProgramRun run = Run({"--keep", taken});

  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.errors, HasSubstr("a coordinator runs there already: --keep takes a folder of its own"));
}

}  // namespace
}  // namespace srnet::testing
