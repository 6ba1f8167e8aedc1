// `srnet doctor` over a state folder of its own, with the programs as they were built.
#include <gmock/gmock.h>

#include "tests/e2e/programs.h"
#include "tests/e2e/tiny_model.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Doctor, SeesWhatAnInstallationHasAndWhatItLacks) {
  const TemporaryDirectory folder;
  const std::string state = (folder / "state").native();
  WriteTinyModelFolder(folder / "model");
  EXPECT_EQ(RunProgram("srnet", {"--state", state, "model", "import", "tiny", folder / "model"}).code, 0);
  const ProgramRun run = RunProgram("srnet", {"--state", state, "doctor", "--output", "csv"});
  EXPECT_EQ(run.code, 0) << run.output << run.errors;
  EXPECT_THAT(
      run.output,
      AllOf(HasSubstr("program srnet-coordinator,ok,"), HasSubstr("program srnet-worker,ok,"),
            HasSubstr("program srnet-trainer,ok,"), HasSubstr("coordinator,ok,"), HasSubstr("clock,ok,"),
            HasSubstr("models,ok,1 in the catalogue"), HasSubstr("data sets,warning,none")));
}

}  // namespace
}  // namespace srnet::testing
