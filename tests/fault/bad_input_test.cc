// What the outside can get wrong, through the real programs: one clear error each, and a store that goes on.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/socket.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/files/file_descriptor.h"
#include "tests/e2e/installation.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::size_t Lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

std::string Content(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

// A TCP port of this machine that somebody else listens on.
class TakenPort {
 public:
  TakenPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_.get(), generic, size) != 0 || ::listen(socket_.get(), 1) != 0 ||
        ::getsockname(socket_.get(), generic, &size) != 0) {
      std::abort();
    }
    address_ = fmt::format("127.0.0.1:{}", ntohs(address.sin_port));
  }
  const std::string& address() const { return address_; }

 private:
  FileDescriptor socket_;
  std::string address_;
};

// Runs the coordinator until it is ready, and stops it: what a start that succeeds leaves.
void StartAndStop(const fs::path& state) {
  Child({Program("srnet-coordinator"), "--state", state, "--listen", "127.0.0.1:0"}, state / "log", true)
      .Kill(SIGTERM);
}

TEST(UnknownFlag, IsOneLineThatNamesItAndWhereToLook) {
  const std::vector<std::vector<std::string>> commands = {
      {"srnet", "list", "--colour"},
      {"srnet-coordinator", "--state", "/nonexistent/state", "--colour"},
      {"srnet-worker", "--coordinator", "unix:/nonexistent/socket", "--state", "/nonexistent/state",
       "--colour"},
      {"srnet-trainer", "request.json", "--colour"}};
  for (const auto& command : commands) {
    const ProgramRun run = RunProgram(command[0], {command.begin() + 1, command.end()});
    EXPECT_EQ(run.code, 2) << command[0];
    EXPECT_EQ(run.output, "") << command[0];
    EXPECT_EQ(Lines(run.errors), 1u) << run.errors;
    EXPECT_THAT(run.errors, AllOf(StartsWith(command[0] + ": "), HasSubstr("--colour"),
                                  HasSubstr(command[0] + " --help")));
  }
}

TEST(NoCoordinator, IsOneLineThatSaysHowToGetOne) {
  const ProgramRun run = RunProgram("srnet", {"--server", "unix:/nonexistent/socket", "list"});
  EXPECT_EQ(run.code, 3);
  EXPECT_EQ(Lines(run.errors), 1u) << run.errors;
  EXPECT_THAT(run.errors, AllOf(HasSubstr("unix:/nonexistent/socket"), HasSubstr("start srnet-coordinator")));
}

class PortInUse : public ::testing::TestWithParam<const char*> {};

TEST_P(PortInUse, IsOneLineAndTheStateIsFreeForTheNextStart) {
  const TemporaryDirectory folder;
  const TakenPort port;
  const std::string flag = GetParam();
  std::vector<std::string> arguments{"--state", folder / "state", flag, port.address()};
  if (flag != "--listen") arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});

  const ProgramRun run = RunProgram("srnet-coordinator", arguments);

  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.output, "");
  EXPECT_THAT(run.errors, HasSubstr(fmt::format("srnet-coordinator: cannot ")));
  EXPECT_THAT(run.errors, AllOf(HasSubstr(port.address()), HasSubstr("the address is in use"),
                                HasSubstr("choose another")));
  StartAndStop(folder / "state");
}

INSTANTIATE_TEST_SUITE_P(Listeners, PortInUse, ::testing::Values("--listen", "--admin"),
                         [](const auto& parameter) { return std::string(parameter.param).substr(2); });

TEST(NewerDatabase, IsLeftAloneAndTheErrorSaysWhichProgramReadsIt) {
  const TemporaryDirectory folder;
  StartAndStop(folder.path());
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "srnet.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(
      sqlite3_exec(database,
                   "INSERT INTO schema_migration VALUES (9999, '9999_future', zeroblob(32), '7.0.0', 0)",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  sqlite3_close(database);
  const std::string before = Content(folder / "srnet.db");

  const ProgramRun run =
      RunProgram("srnet-coordinator", {"--state", folder.path(), "--listen", "127.0.0.1:0"});

  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(Lines(run.errors), 1u) << run.errors;
  EXPECT_THAT(run.errors,
              AllOf(HasSubstr("srnet.db"), HasSubstr("9999_future"), HasSubstr("run srnet 7.0.0 or newer")));
  EXPECT_EQ(Content(folder / "srnet.db"), before);
}

TEST(DamagedDatabase, IsLeftAloneAndTheErrorSaysWhatToDo) {
  const TemporaryDirectory folder;
  std::ofstream(folder / "srnet.db") << std::string(10'000, 'x');
  const ProgramRun run = RunProgram("srnet", {"--state", folder.path(), "list"});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.errors, AllOf(HasSubstr("srnet.db"), HasSubstr("restore it from a backup")));
  EXPECT_EQ(Content(folder / "srnet.db"), std::string(10'000, 'x'));
}

TEST(BadSpecification, NamesFileAndPlaceOfEveryProblemAndStoresNothing) {
  Installation installation;
  const auto file = installation.Write(
      "name: x\n"
      "model: tiny\n"
      "tasks: [tiny]\n"
      "seeds: [one]\n"
      "grid:\n"
      "  - {pipeline: finetune, finetune_los: std}\n");

  const ProgramRun run = installation.TrySrnet({"submit", file});

  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.errors, AllOf(HasSubstr(file.native()), HasSubstr("line 4, column 9"), HasSubstr("seeds"),
                                HasSubstr("line 6, column "), HasSubstr("finetune_los")));
  EXPECT_THAT(installation.Srnet({"list", "--output", "json"}), Not(HasSubstr("\"x\"")));
}

// An MNLI folder whose training table has one good row and seven that are not.
fs::path WriteBadRows(const fs::path& folder) {
  const std::string header = "index\t\t\t\t\t\t\t\tsentence1\tsentence2\tgold_label\n";
  const std::string good = "0\t\t\t\t\t\t\t\ta man sleeps\ta man rests\tentailment\n";
  fs::create_directories(folder / "hans");
  std::ofstream train(folder / "train.tsv");
  train << header << good;
  for (int i = 0; i < 7; ++i) train << i << "\t\t\t\t\t\t\t\ta man sleeps\ta man rests\t-\n";
  std::ofstream(folder / "dev_matched.tsv") << header << good;
  std::ofstream(folder / "hans/heuristics_evaluation_set.txt")
      << "gold_label\tsentence1\tsentence2\tpairID\theuristic\tsubcase\n"
         "entailment\ta man sleeps\ta man rests\tex0\tconstituent\tce\n";
  return folder;
}

TEST(BadRows, AreCountedAndTheFirstFiveAreNamedByLine) {
  Installation installation;
  const auto data = WriteBadRows(installation.folder() / "nli");
  const ProgramRun run = installation.TrySrnet({"data", "import", "nli", data, "--name", "few"});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.errors, HasSubstr("skipped 7 of 8 rows of " + (data / "train.tsv").native()));
  for (int line = 3; line <= 7; ++line)
    EXPECT_THAT(run.errors, HasSubstr(fmt::format("train.tsv:{}: the label \"-\"", line)));
  EXPECT_THAT(run.errors, Not(HasSubstr("train.tsv:8")));
  EXPECT_THAT(installation.Srnet({"data", "list"}), HasSubstr("few"));
}

TEST(BadRows, AreAnErrorWhenStrictAndNothingIsStored) {
  Installation installation;
  const auto data = WriteBadRows(installation.folder() / "nli");
  const ProgramRun run = installation.TrySrnet({"data", "import", "nli", data, "--name", "few", "--strict"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.errors,
              AllOf(HasSubstr("train.tsv has 7 bad rows"), HasSubstr("train.tsv:3: the label \"-\"")));
  EXPECT_THAT(installation.Srnet({"data", "list"}), Not(HasSubstr("few")));
}

TEST(TruncatedModel, FailsTheSweepByNameAndLeavesTheStoreToOthers) {
  Installation installation;
  const fs::path model = installation.folder() / "model";
  const fs::path cut = installation.folder() / "cut";
  fs::copy(model, cut);
  fs::resize_file(cut / "model.safetensors", 5000);
  installation.Srnet({"model", "import", "cut", cut});
  installation.StartWorker();
  const std::string sweep = TinySweep("[0.5]");
  std::string broken = sweep;
  broken.replace(broken.find("model: tiny"), 11, "model: cut");

  installation.Submit(broken);
  const ProgramRun run = installation.TrySrnet({"watch", "last"});

  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.errors,
              AllOf(HasSubstr("bad_input"), HasSubstr("model.safetensors"), HasSubstr("truncated")));
  installation.RunSweep(sweep);
  EXPECT_THAT(installation.Export(), HasSubstr("accuracy"));
}

}  // namespace
}  // namespace srnet::testing
