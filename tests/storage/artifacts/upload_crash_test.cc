// A process that is killed while it stores blobs: every blob that is visible is whole, every finished one is
// there.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "storage/artifacts/artifact_store.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::artifacts {
namespace {

using testing::IsOk;
using testing::MustSucceed;
using testing::ValueOf;

constexpr int kKills = 20;

std::string ContentOf(std::int64_t number) { return std::string(20'000, 'x') + std::to_string(number); }

[[noreturn]] void UploadForEver(const std::filesystem::path& folder, std::int64_t first,
                                int acknowledgements) {
  const ArtifactStore store = ValueOf(ArtifactStore::Open(folder));
  for (std::int64_t number = first;; ++number) {
    const std::string content = ContentOf(number);
    Upload upload = ValueOf(store.BeginUpload(DigestOf(content), static_cast<std::int64_t>(content.size())));
    // The process before this one may have been killed between the last byte and its acknowledgement.
    while (!upload.complete()) {
      const auto rest = std::string_view(content).substr(static_cast<std::size_t>(upload.offset()), 3000);
      MustSucceed(upload.Append(upload.offset(), rest));
    }
    MustSucceed(upload.Finish());
    if (::write(acknowledgements, &number, sizeof(number)) != sizeof(number)) ::_exit(1);
  }
}

void ExpectEveryBlobIsWhole(const ArtifactStore& store, const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "blobs")) {
    if (!entry.is_regular_file()) continue;
    const std::string hex = entry.path().parent_path().filename().native() + entry.path().filename().native();
    EXPECT_THAT(store.Get(ValueOf(Digest::Parse(hex)), 1 << 20), IsOk());
  }
}

TEST(KilledUpload, LeavesOnlyWholeBlobsAndAllFinishedOnes) {
  const testing::TemporaryDirectory folder;
  std::mt19937 random(7);
  std::int64_t next = 1;
  for (int kill = 0; kill < kKills; ++kill) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) UploadForEver(folder.path(), next, pipe[1]);
    ::close(pipe[1]);
    std::int64_t number = 0;
    int finished = 0;
    const int lives_for = std::uniform_int_distribution<int>(1, 20)(random);
    while (finished < lives_for && ::read(pipe[0], &number, sizeof(number)) == sizeof(number)) ++finished;
    ::usleep(std::uniform_int_distribution<useconds_t>(0, 500)(random));  // Into the middle of the next one.
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &number, sizeof(number)) == sizeof(number)) ++finished;
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);
    ASSERT_GE(finished, lives_for);

    const ArtifactStore store = ValueOf(ArtifactStore::Open(folder.path()));
    for (std::int64_t each = next; each <= number; ++each) {
      EXPECT_TRUE(store.Contains(DigestOf(ContentOf(each)))) << each << " was finished and is lost";
    }
    ExpectEveryBlobIsWhole(store, folder.path());
    next = number + 1;
  }
}

}  // namespace
}  // namespace srnet::artifacts
