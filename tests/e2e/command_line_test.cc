// What only the real program shows of its command line.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/e2e/child.h"
#include "tests/e2e/programs.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using ::testing::HasSubstr;

TEST(CommandLine, OutputThatCannotBeWrittenIsAnError) {
  const TemporaryDirectory folder;
  const Finished finished = Child({"/bin/sh", "-c", "exec \"$0\" --help > /dev/full", Program("srnet")},
                                  folder / "errors", /*announces=*/false)
                                .Wait();
  EXPECT_EQ(finished.code, 4);
  std::ostringstream errors;
  errors << std::ifstream(folder / "errors").rdbuf();
  EXPECT_THAT(errors.str(), HasSubstr("srnet: standard output: cannot be written, is the disk full?"));
}

}  // namespace
}  // namespace srnet::testing
