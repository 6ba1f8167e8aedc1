// What the disk was told when a blob counts as stored, and what a disk that refuses leaves behind.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/digest/sha256.h"
#include "storage/artifacts/artifact_store.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/ordinary_user.h"
#include "tests/support/temporary_directory.h"

namespace {

namespace fs = std::filesystem;

// What fsync was called for, and a part of the path for which it finds the disk full.
std::vector<fs::path> synced;    // NOLINT(cert-err58-cpp)
std::string full_for_path_with;  // NOLINT(cert-err58-cpp)

}  // namespace

// Takes the place of the C library's in this program.
int fsync(int descriptor) {
  const fs::path path = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor));
  if (!full_for_path_with.empty() && path.native().find(full_for_path_with) != std::string::npos) {
    errno = ENOSPC;
    return -1;
  }
  synced.push_back(path);
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

namespace srnet::artifacts {
namespace {

using ::testing::Contains;
using testing::HasCode;
using testing::IsOk;
using ::testing::IsSupersetOf;
using testing::MustSucceed;
using testing::ValueOf;

constexpr std::string_view kContent = "0123456789";
constexpr std::int64_t kBytes = 10;

class DurabilityTest : public ::testing::Test {
 protected:
  ~DurabilityTest() override { full_for_path_with.clear(); }

  ArtifactStore Open() { return ValueOf(ArtifactStore::Open(folder_ / "store")); }

  // Sends everything, and is refused at the end for as long as `refuse` is not taken back by `relent`.
  void ExpectToGoOnAfter(StatusCode code, const std::function<void(const ArtifactStore&)>& refuse,
                         const std::function<void(const ArtifactStore&)>& relent) {
    EXPECT_TRUE(testing::HoldsForAnOrdinaryUser(folder_.path(), [&] {
      const ArtifactStore store = Open();
      {
        Upload upload = ValueOf(store.BeginUpload(digest_, kBytes));
        MustSucceed(upload.Append(0, kContent));
        refuse(store);
        EXPECT_THAT(upload.Finish(), HasCode(code));
      }
      relent(store);
      StatusOr<Upload> again = store.BeginUpload(digest_, kBytes);
      ASSERT_THAT(again, IsOk());
      EXPECT_TRUE(again->complete());
      EXPECT_THAT(again->Finish(), IsOk());
      EXPECT_EQ(ValueOf(DigestOfFile(store.PathOf(digest_))), digest_);
    }));
  }

  testing::TemporaryDirectory folder_;
  const Digest digest_ = DigestOf(kContent);
};

TEST_F(DurabilityTest, AnUploadThatTheDiskCouldNotKeepGoesOnWhenThereIsSpace) {
  ExpectToGoOnAfter(
      StatusCode::kResourceExhausted, [](const ArtifactStore&) { full_for_path_with = "/incoming/"; },
      [](const ArtifactStore&) { full_for_path_with.clear(); });
}

TEST_F(DurabilityTest, AnUploadWhoseFolderCouldNotBeMadeGoesOnWhenItCan) {
  ExpectToGoOnAfter(
      StatusCode::kFailedPrecondition,
      [this](const ArtifactStore& store) {
        std::ofstream(store.PathOf(digest_).parent_path()) << "in the way";
      },
      [this](const ArtifactStore& store) { fs::remove(store.PathOf(digest_).parent_path()); });
}

TEST_F(DurabilityTest, AnUploadThatCouldNotBeRenamedGoesOnWhenItCan) {
  ExpectToGoOnAfter(
      StatusCode::kFailedPrecondition,
      [this](const ArtifactStore& store) { fs::create_directories(store.PathOf(digest_)); },
      [this](const ArtifactStore& store) { fs::remove(store.PathOf(digest_)); });
}

// Somebody else may have stored it a moment ago.
TEST_F(DurabilityTest, ABlobThatIsThereAlreadyCountsOnceItsNameIsDurable) {
  const ArtifactStore store = Open();
  MustSucceed(store.Put(kContent).status());
  const fs::path name = store.PathOf(digest_).parent_path();

  synced.clear();
  EXPECT_TRUE(ValueOf(store.BeginUpload(digest_, kBytes)).complete());
  EXPECT_THAT(synced, Contains(name));
  synced.clear();
  EXPECT_THAT(store.Put(kContent), IsOk());
  EXPECT_THAT(synced, Contains(name));

  synced.clear();
  EXPECT_EQ(ValueOf(store.StatDurably(digest_)), kBytes);
  EXPECT_THAT(synced, IsSupersetOf({name, name.parent_path()}));

  full_for_path_with = "/blobs/";
  EXPECT_THAT(store.StatDurably(digest_), HasCode(StatusCode::kResourceExhausted));
  EXPECT_THAT(store.BeginUpload(digest_, kBytes), HasCode(StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace srnet::artifacts
