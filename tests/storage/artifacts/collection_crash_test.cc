// A process that is killed while it removes blobs: at each step a blob is whole or gone, and one that was to
// stay is there.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <utility>

#include "common/digest/sha256.h"
#include "storage/artifacts/collection.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace {

// What to do around the next call that moves or removes a file; empty: nothing.
struct Around {
  std::function<void()> before_rename;
  std::function<void()> after_rename;
  std::function<void()> before_unlink;
  std::function<void()> after_unlink;
};
Around around;  // NOLINT(cert-err58-cpp)

void Run(std::function<void()>& once) {
  if (once) std::exchange(once, nullptr)();
}

}  // namespace

// These take the place of the C library's in this program.
int rename(const char* from, const char* to) noexcept {
  Run(around.before_rename);
  const auto result = static_cast<int>(::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
  Run(around.after_rename);
  return result;
}

int unlink(const char* path) noexcept {
  Run(around.before_unlink);
  const auto result = static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
  Run(around.after_unlink);
  return result;
}

namespace srnet::artifacts {
namespace {

namespace fs = std::filesystem;

using std::chrono::hours;
using testing::MustSucceed;
using testing::ValueOf;

constexpr std::string_view kContent = "0123456789";

class KilledCollection : public ::testing::Test {
 protected:
  ~KilledCollection() override { around = Around(); }

  FileTime Limit() { return FileTime::clock::now() - hours(24); }

  ArtifactStore OpenWithOldBlob() {
    ArtifactStore store = ValueOf(ArtifactStore::Open(folder_.path()));
    MustSucceed(store.Put(kContent).status());
    fs::last_write_time(store.PathOf(digest_), Limit() - hours(1));
    return store;
  }

  // Removes the blob in a process that is killed at the step.
  void RemoveKilledAt(std::function<void()> Around::*step) {
    const ArtifactStore store = OpenWithOldBlob();
    const pid_t child = ::fork();
    if (child == 0) {
      around.*step = [] { ::kill(::getpid(), SIGKILL); };
      MustSucceed(RemoveUnlessRenewed(store, digest_, Limit()).status());
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the step was not reached";
  }

  // The next process finds the blob whole, and can remove it.
  void ExpectWholeAndRemovable() {
    const ArtifactStore store = ValueOf(ArtifactStore::Open(folder_.path()));
    EXPECT_EQ(ValueOf(store.Get(digest_, 100)), kContent);
    EXPECT_TRUE(fs::is_empty(folder_ / "removing"));
    EXPECT_TRUE(ValueOf(RemoveUnlessRenewed(store, digest_, Limit())));
    EXPECT_FALSE(store.Contains(digest_));
  }

  testing::TemporaryDirectory folder_;
  const Digest digest_ = DigestOf(kContent);
};

TEST_F(KilledCollection, BeforeTheNameIsTakenAwayLeavesTheBlob) {
  RemoveKilledAt(&Around::before_rename);
  ExpectWholeAndRemovable();
}

TEST_F(KilledCollection, AfterTheNameIsTakenAwayTheBlobIsPutBack) {
  RemoveKilledAt(&Around::after_rename);
  ExpectWholeAndRemovable();
}

TEST_F(KilledCollection, BeforeTheFileIsRemovedTheBlobIsPutBack) {
  RemoveKilledAt(&Around::before_unlink);
  ExpectWholeAndRemovable();
}

TEST_F(KilledCollection, AfterTheFileIsRemovedTheBlobIsGone) {
  RemoveKilledAt(&Around::after_unlink);
  const ArtifactStore store = ValueOf(ArtifactStore::Open(folder_.path()));
  EXPECT_FALSE(store.Contains(digest_));
  EXPECT_EQ(ValueOf(store.Put(kContent)), digest_);
  EXPECT_EQ(ValueOf(store.Get(digest_, 100)), kContent);
}

// Between the two looks at the time somebody is told that the blob is there.
TEST_F(KilledCollection, ABlobThatIsRenewedJustBeforeItLosesItsNameIsGivenItBack) {
  const ArtifactStore store = OpenWithOldBlob();
  around.before_rename = [&] { MustSucceed(store.Renew(digest_).status()); };
  EXPECT_FALSE(ValueOf(RemoveUnlessRenewed(store, digest_, Limit())));
  EXPECT_EQ(ValueOf(store.Get(digest_, 100)), kContent);
}

TEST_F(KilledCollection, ABlobThatIsRenewedWhileItHasNoNameIsThereAfterwards) {
  const ArtifactStore store = OpenWithOldBlob();
  around.after_rename = [&] { EXPECT_EQ(ValueOf(store.Renew(digest_)), 10); };
  EXPECT_FALSE(ValueOf(RemoveUnlessRenewed(store, digest_, Limit())));
  EXPECT_EQ(ValueOf(store.Get(digest_, 100)), kContent);
}

TEST_F(KilledCollection, ABlobThatIsRenewedInTheLastMomentIsThereAfterwards) {
  const ArtifactStore store = OpenWithOldBlob();
  around.before_unlink = [&] { EXPECT_EQ(ValueOf(store.Renew(digest_)), 10); };
  EXPECT_FALSE(ValueOf(RemoveUnlessRenewed(store, digest_, Limit())));
  EXPECT_EQ(ValueOf(store.Get(digest_, 100)), kContent);
}

TEST_F(KilledCollection, ABlobThatIsAskedForAfterwardsIsNotThere) {
  const ArtifactStore store = OpenWithOldBlob();
  around.after_unlink = [&] { EXPECT_THAT(store.Renew(digest_), testing::HasCode(StatusCode::kNotFound)); };
  EXPECT_TRUE(ValueOf(RemoveUnlessRenewed(store, digest_, Limit())));
}

TEST_F(KilledCollection, ARenewalThatComesTooLateSaysThatTheBlobIsNotThere) {
  const ArtifactStore store = OpenWithOldBlob();
  const fs::path removing = folder_ / "removing" / digest_.ToHex();
  fs::rename(store.PathOf(digest_), removing);
  around.before_rename = [&] { ::unlink(removing.c_str()); };
  EXPECT_THAT(store.Renew(digest_), testing::HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::artifacts
