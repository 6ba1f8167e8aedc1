#include "storage/sqlite/folder_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::sqlite {
namespace {

using testing::IsError;
using testing::IsOk;
using testing::ValueOf;

TEST(FolderLock, ASecondHolderIsRefusedAndToldWho) {
  const testing::TemporaryDirectory folder;
  const FolderLock first = ValueOf(FolderLock::Acquire(folder.path()));
  EXPECT_THAT(FolderLock::Acquire(folder.path()),
              IsError(StatusCode::kFailedPrecondition, fmt::format("in use by process {}", ::getpid())));
}

TEST(FolderLock, IsFreeAgainWhenTheHolderIsGone) {
  const testing::TemporaryDirectory folder;
  { const FolderLock first = ValueOf(FolderLock::Acquire(folder.path())); }
  EXPECT_THAT(FolderLock::Acquire(folder.path()), IsOk());
}

TEST(FolderLock, DiesWithAKilledProcess) {
  const testing::TemporaryDirectory folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FolderLock::Acquire(folder.path());
    const char byte = lock.ok() ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) == 1) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  EXPECT_THAT(FolderLock::Acquire(folder.path()),
              IsError(StatusCode::kFailedPrecondition, fmt::format("process {}", child)));

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_THAT(FolderLock::Acquire(folder.path()), IsOk());
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace
}  // namespace srnet::sqlite
