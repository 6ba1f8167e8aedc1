#include "common/files/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/files/errno_status.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::uint64_t kNoLimit = 1 << 30;

std::size_t EntriesIn(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator entries(folder);
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

// While it lives, this process cannot write a file longer than `bytes`: a disk that fills up.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &saved_);
    const rlimit limit{bytes, saved_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &saved_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit saved_{};
  sighandler_t handler_;
};

TEST(WriteFileAtomically, WritesWhatReadFileReturns) {
  const TemporaryDirectory folder;
  const std::string content = std::string(200000, 'x') + '\0' + "end";
  ASSERT_THAT(WriteFileAtomically(folder / "a", content), IsOk());
  EXPECT_EQ(*ReadFile(folder / "a", kNoLimit), content);
}

TEST(WriteFileAtomically, ReplacesAnOlderFileAndLeavesNothingElse) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "a", "a longer old content"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "a", "new"), IsOk());
  EXPECT_EQ(*ReadFile(folder / "a", kNoLimit), "new");
  EXPECT_EQ(EntriesIn(folder.path()), 1u);
}

TEST(WriteFileAtomically, JoinsPiecesInTheirOrder) {
  const TemporaryDirectory folder;
  const std::string large(200'000, 'x');
  const std::vector<std::string_view> pieces{"head", "", large, "tail"};
  ASSERT_THAT(WriteFileAtomically(folder / "a", std::span(pieces)), IsOk());
  EXPECT_EQ(*ReadFile(folder / "a", kNoLimit), "head" + large + "tail");
  ASSERT_THAT(WriteFileAtomically(folder / "a", std::span<const std::string_view>()), IsOk());
  EXPECT_EQ(*ReadFile(folder / "a", kNoLimit), "");
  EXPECT_EQ(EntriesIn(folder.path()), 1u);
}

TEST(WriteFileAtomically, KeepsTheOldFileWhenALaterPieceDoesNotFit) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "a", "old"), IsOk());
  const std::string large(100'000, 'x');
  const std::vector<std::string_view> pieces{"head", large};
  Status status;
  {
    const FileSizeLimit limit(4096);
    status = WriteFileAtomically(folder / "a", std::span(pieces));
  }
  EXPECT_THAT(status, Fails(StatusCode::kResourceExhausted, HasSubstr((folder / "a").native())));
  EXPECT_EQ(*ReadFile(folder / "a", kNoLimit), "old");
  EXPECT_EQ(EntriesIn(folder.path()), 1u);
}

TEST(WriteFileAtomically, KeepsTheOldFileWhenTheDiskIsFull) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "a", "old"), IsOk());
  Status status;
  {
    const FileSizeLimit limit(4096);
    status = WriteFileAtomically(folder / "a", std::string(100000, 'x'));
  }
  EXPECT_THAT(status, Fails(StatusCode::kResourceExhausted, HasSubstr((folder / "a").native())));
  EXPECT_EQ(*ReadFile(folder / "a", kNoLimit), "old");
  EXPECT_EQ(EntriesIn(folder.path()), 1u);
}

TEST(WriteFileAtomically, NamesTheFolderThatIsMissing) {
  EXPECT_THAT(WriteFileAtomically("/nowhere/a", "x"), Fails(StatusCode::kNotFound, HasSubstr("/nowhere/a")));
}

TEST(WriteFileAtomically, LeavesNoTemporaryFileWhenTheTargetIsAFolder) {
  const TemporaryDirectory folder;
  ASSERT_THAT(MakeDirectories(folder / "a"), IsOk());
  EXPECT_FALSE(WriteFileAtomically(folder / "a", "x").ok());
  EXPECT_EQ(EntriesIn(folder.path()), 1u);
}

TEST(ReadFile, RefusesMoreThanTheLimitAndTakesExactlyTheLimit) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "a", "12345"), IsOk());
  EXPECT_THAT(ReadFile(folder / "a", 4), Fails(StatusCode::kInvalidArgument, HasSubstr("4 bytes")));
  EXPECT_EQ(*ReadFile(folder / "a", 5), "12345");
}

TEST(ReadFile, ReadsFilesThatStateNoSize) {
  EXPECT_THAT(*ReadFile("/proc/self/status", kNoLimit), HasSubstr("Name:"));
  EXPECT_THAT(ReadFile("/dev/zero", 100000), Fails(StatusCode::kInvalidArgument, HasSubstr("100000")));
}

TEST(ReadFile, NamesTheFileAndTheReason) {
  EXPECT_THAT(ReadFile("/nowhere/b", kNoLimit),
              Fails(StatusCode::kNotFound, AllOf(HasSubstr("/nowhere/b"), HasSubstr("No such file"))));
  EXPECT_THAT(ReadFile("/proc", kNoLimit), Fails(StatusCode::kFailedPrecondition, HasSubstr("/proc")));
}

TEST(CopyFile, CopiesEveryByteToANewName) {
  const TemporaryDirectory folder;
  const std::string bytes(200'000, 'x');
  ASSERT_THAT(WriteFileAtomically(folder / "a", bytes + "end"), IsOk());
  ASSERT_THAT(CopyFile(folder / "a", folder / "b"), IsOk());
  EXPECT_EQ(*ReadFile(folder / "b", kNoLimit), bytes + "end");
}

TEST(CopyFile, LeavesNoTargetWhenItFailsAndNeverOverwrites) {
  const TemporaryDirectory folder;
  EXPECT_THAT(CopyFile(folder.path(), folder / "b"),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("Is a directory")));
  EXPECT_FALSE(std::filesystem::exists(folder / "b"));
  ASSERT_THAT(WriteFileAtomically(folder / "a", "new"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "b", "old"), IsOk());
  EXPECT_THAT(CopyFile(folder / "a", folder / "b"),
              Fails(StatusCode::kAlreadyExists, HasSubstr("File exists")));
  EXPECT_EQ(*ReadFile(folder / "b", kNoLimit), "old");
}

TEST(MakeDirectories, MakesParentsAndAcceptsWhatExists) {
  const TemporaryDirectory folder;
  ASSERT_THAT(MakeDirectories(folder / "a/b/c/"), IsOk());
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b/c"));
  EXPECT_THAT(MakeDirectories(folder / "a/b"), IsOk());
}

TEST(MakeDirectories, RefusesAFileInTheWay) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "a", "x"), IsOk());
  EXPECT_THAT(MakeDirectories(folder / "a"),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("not a folder")));
  EXPECT_FALSE(MakeDirectories(folder / "a/b").ok());
  EXPECT_THAT(MakeDirectories(""), Fails(StatusCode::kInvalidArgument, HasSubstr("empty")));
}

TEST(SyncDirectory, RefusesAFile) {
  const TemporaryDirectory folder;
  ASSERT_THAT(SyncDirectory(folder.path()), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "a", "x"), IsOk());
  EXPECT_THAT(SyncDirectory(folder / "a"),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("Not a directory")));
}

TEST(ErrnoStatus, MapsAFullDiskToResourceExhausted) {
  EXPECT_THAT(ErrnoStatus(ENOSPC, "cannot write {}", "f"),
              Fails(StatusCode::kResourceExhausted,
                    ::testing::StrEq("cannot write f: No space left on device: free space on that disk")));
}

}  // namespace
}  // namespace srnet
