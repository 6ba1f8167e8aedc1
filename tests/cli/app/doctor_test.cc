#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Doctor, ExaminesAServerWithItsWorkersClockAndCatalogue) {
  FakeService service;
  service.script.coordinator.set_program_version("0.0.1");
  *service.script.coordinator.mutable_time() = google::protobuf::util::TimeUtil::GetCurrentTime();
  service.script.coordinator.mutable_time()->set_seconds(service.script.coordinator.time().seconds() + 3600);
  for (const char* id : {"w1", "w2", "w3"}) {  // More than a page of the service.
    v1::Worker& worker = service.script.workers.emplace_back();
    worker.set_worker_id(id);
    worker.set_connected(true);
    worker.mutable_description()->set_program_version("0.0.1");
  }
  service.script.entries.emplace_back().set_kind(v1::CatalogueEntry::KIND_MODEL);
  const Outcome outcome = RunCommandLine({"doctor", "--server", service.address(), "--output", "json"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("0.0.1 at " + service.address()), HasSubstr("ahead"), HasSubstr("worker w3"),
                    HasSubstr(R"({"check":"models","verdict":"ok","found":"1 in the catalogue")"),
                    HasSubstr(R"({"check":"data sets","verdict":"warning")")));
}

TEST(Doctor, AProblemIsALineOfItsOwn) {
  const TemporaryDirectory folder;
  const auto state = folder / std::string(120, 'x');
  const Outcome outcome = RunCommandLine({"doctor", "--state", state.native()});
  EXPECT_EQ(outcome.code, ExitCode::kFailed);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("program srnet-trainer"), HasSubstr("state folder"),
                                 HasSubstr("is too long for a Unix socket")));
}

// Of a server nothing else is looked at that could be a problem.
TEST(Doctor, AServiceThatDoesNotAnswerIsExitCodeOne) {
  FakeService service;
  service.script.workers_status = {grpc::StatusCode::UNAVAILABLE, "shutting down\nfor good"};
  const Outcome outcome = RunCommandLine({"doctor", "--server", service.address()});
  EXPECT_EQ(outcome.code, ExitCode::kFailed);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("coordinator  problem  shutting down  see that it runs"),
                                 HasSubstr("\n\ncoordinator:\nfor good\n")));
}

}  // namespace
}  // namespace srnet::testing
