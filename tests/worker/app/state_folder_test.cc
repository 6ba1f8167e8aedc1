#include "worker/app/state_folder.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::worker {
namespace {

using std::chrono::milliseconds;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;

TEST(StateFolder, IsForOneWorkerAtATime) {
  const testing::TemporaryDirectory folder;
  {
    const auto first = StateFolder::Open(folder / "state", milliseconds(0));
    ASSERT_THAT(first, IsOk());
    EXPECT_THAT(StateFolder::Open(folder / "state", milliseconds(0)),
                Fails(StatusCode::kAlreadyExists, HasSubstr((folder / "state").native())));
  }
  EXPECT_THAT(StateFolder::Open(folder / "state", milliseconds(0)), IsOk());
}

TEST(StateFolder, ATrainerThatStillLivesKeepsANewWorkerOut) {
  const testing::TemporaryDirectory folder;
  int trainers_lock = -1;
  {
    const auto first = StateFolder::Open(folder / "state", milliseconds(0));
    ASSERT_THAT(first, IsOk());
    trainers_lock = ::dup(first->trainers_lock());  // As a trainer inherits it.
  }
  EXPECT_THAT(StateFolder::Open(folder / "state", milliseconds(1)),
              Fails(StatusCode::kDeadlineExceeded, HasSubstr("trainers")));

  ::close(trainers_lock);
  EXPECT_THAT(StateFolder::Open(folder / "state", milliseconds(1)), IsOk());
}

TEST(StateFolder, AWorkerThatIsEndingIsWaitedFor) {
  const testing::TemporaryDirectory folder;
  auto first = std::make_unique<StatusOr<StateFolder>>(StateFolder::Open(folder / "state", milliseconds(0)));
  (*first)->MarkEnding();

  std::thread end([&] { first.reset(); });

  EXPECT_THAT(StateFolder::Open(folder / "state", std::chrono::seconds(30)), IsOk());
  end.join();
}

TEST(StateFolder, AnIdIsMadeOnceAndKept) {
  const testing::TemporaryDirectory folder;
  std::string id;
  {
    const auto state = StateFolder::Open(folder / "state", milliseconds(0));
    id = *state->WorkerId("");
    EXPECT_EQ(*state->WorkerId("given"), "given");
  }
  const auto state = StateFolder::Open(folder / "state", milliseconds(0));

  EXPECT_EQ(*state->WorkerId(""), id);
}

TEST(StateFolder, AnIdThatCannotBePrintedIsRefused) {
  const testing::TemporaryDirectory folder;
  const auto state = StateFolder::Open(folder / "state", milliseconds(0));

  EXPECT_THAT(state->WorkerId("two words"), Fails(StatusCode::kInvalidArgument, HasSubstr("two words")));
  EXPECT_THAT(state->WorkerId(std::string(200, 'x')), Fails(StatusCode::kInvalidArgument, HasSubstr("128")));
}

}  // namespace
}  // namespace srnet::worker
