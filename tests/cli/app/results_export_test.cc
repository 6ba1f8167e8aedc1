// Results leave as documents: to standard output, or to a file that is whole.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::HasSubstr;

class ResultsExport : public ::testing::Test {
 protected:
  ResultsExport() { service_.script.exported = "PAR1...PAR1"; }

  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"results", "--server", service_.address()});
    return RunCommandLine(arguments);
  }
  std::size_t Files() const {
    const std::filesystem::directory_iterator entries(folder_.path());
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

  FakeService service_;
  TemporaryDirectory folder_;
  std::filesystem::path file_ = folder_ / "results.parquet";
};

TEST_F(ResultsExport, GoesToAFileWhichTakesThePlaceOfTheOldOne) {
  std::ofstream(file_) << "what was there";
  const Outcome outcome = Run({"--format", "parquet", "--out", file_});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  std::ostringstream content;
  content << std::ifstream(file_).rdbuf();
  EXPECT_EQ(content.str(), "PAR1...PAR1");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(ResultsExport, ParquetIsNotForATerminal) {
  const Outcome outcome = Run({"--format", "parquet"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--format parquet needs a file: --out FILE"));
  EXPECT_EQ(outcome.out, "");
}

TEST_F(ResultsExport, AFileThatCannotBeWrittenIsNamedAndNothingIsLeft) {
  const Outcome outcome = Run({"--format", "csv", "--out", folder_ / "absent" / "results.csv"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("results.csv: No such file or directory"));
  EXPECT_EQ(Files(), 0u);
}

TEST_F(ResultsExport, AStreamThatBreaksLeavesTheOldFile) {
  std::ofstream(file_) << "what was there";
  service_.script.export_status = {grpc::StatusCode::UNAVAILABLE, "shutting down"};
  const Outcome outcome = Run({"--format", "parquet", "--out", file_});
  EXPECT_EQ(outcome.code, ExitCode::kUnreachable);
  std::ostringstream content;
  content << std::ifstream(file_).rdbuf();
  EXPECT_EQ(content.str(), "what was there");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(ResultsExport, AFolderIsNoFile) {
  const Outcome outcome = Run({"--format", "csv", "--out", folder_.path()});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr(folder_.path().native() + " is a folder: name a file"));
}

TEST_F(ResultsExport, AFileIsForADocumentAndNotForTheTable) {
  EXPECT_EQ(Run({"--out", file_}).code, ExitCode::kUsage);
  EXPECT_EQ(Files(), 0u);
}

}  // namespace
}  // namespace srnet::testing
