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
using std::chrono::seconds;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;

constexpr StateFolder::Patience kNone = {.ending = milliseconds(0), .dying = milliseconds(0)};
constexpr StateFolder::Patience kShort = {.ending = milliseconds(1), .dying = milliseconds(0)};

TEST(StateFolder, IsForOneWorkerAtATime) {
  const testing::TemporaryDirectory folder;
  {
    const auto first = StateFolder::Open(folder / "state", kNone);
    ASSERT_THAT(first, IsOk());
    EXPECT_THAT(StateFolder::Open(folder / "state", kNone),
                Fails(StatusCode::kAlreadyExists, HasSubstr((folder / "state").native())));
  }
  EXPECT_THAT(StateFolder::Open(folder / "state", kNone), IsOk());
}

TEST(StateFolder, ATrainerThatStillLivesKeepsANewWorkerOut) {
  const testing::TemporaryDirectory folder;
  int trainers_lock = -1;
  {
    const auto first = StateFolder::Open(folder / "state", kNone);
    ASSERT_THAT(first, IsOk());
    trainers_lock = ::dup(first->trainers_lock());  // As a trainer inherits it.
  }
  EXPECT_THAT(StateFolder::Open(folder / "state", kShort),
              Fails(StatusCode::kDeadlineExceeded, HasSubstr("trainers")));

  ::close(trainers_lock);
  EXPECT_THAT(StateFolder::Open(folder / "state", kShort), IsOk());
}

TEST(StateFolder, AWorkerThatIsEndingIsWaitedFor) {
  const testing::TemporaryDirectory folder;
  auto first = std::make_unique<StatusOr<StateFolder>>(StateFolder::Open(folder / "state", kNone));
  (*first)->MarkEnding();

  std::thread end([&] { first.reset(); });

  EXPECT_THAT(StateFolder::Open(folder / "state", {.ending = seconds(30), .dying = milliseconds(0)}), IsOk());
  end.join();
}

TEST(StateFolder, AWorkerThatIsDyingIsWaitedForABriefTime) {
  const testing::TemporaryDirectory folder;
  auto killed = std::make_unique<StatusOr<StateFolder>>(StateFolder::Open(folder / "state", kNone));

  std::thread death([&] { killed.reset(); });

  EXPECT_THAT(StateFolder::Open(folder / "state", {.ending = milliseconds(0), .dying = seconds(30)}), IsOk());
  death.join();
}

TEST(StateFolder, AnIdIsMadeOnceAndKept) {
  const testing::TemporaryDirectory folder;
  std::string id;
  {
    const auto state = StateFolder::Open(folder / "state", kNone);
    id = *state->WorkerId("");
    EXPECT_EQ(*state->WorkerId("given"), "given");
  }
  const auto state = StateFolder::Open(folder / "state", kNone);

  EXPECT_EQ(*state->WorkerId(""), id);
}

TEST(StateFolder, AnIdThatCannotBePrintedIsRefused) {
  const testing::TemporaryDirectory folder;
  const auto state = StateFolder::Open(folder / "state", kNone);

  EXPECT_THAT(state->WorkerId("two words"), Fails(StatusCode::kInvalidArgument, HasSubstr("two words")));
  EXPECT_THAT(state->WorkerId(std::string(200, 'x')), Fails(StatusCode::kInvalidArgument, HasSubstr("128")));
}

}  // namespace
}  // namespace srnet::worker
