#include "cli/client/tree.h"

#include <gmock/gmock.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::cli {
namespace {

using srnet::testing::Fails;
using srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

bool KeepAll(std::string_view) { return true; }

void Write(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST(ReadTree, ManifestIsCanonicalAndNamesTheFolder) {
  const TemporaryDirectory folder;
  Write(folder / "b.txt", "two");
  Write(folder / "a/c.txt", "");
  const auto tree = ReadTree(folder.path(), KeepAll);
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->manifest, "{\"files\":{\"a/c.txt\":{\"bytes\":0,\"sha256\":\"" + DigestOf("").ToHex() +
                                "\"},\"b.txt\":{\"bytes\":3,\"sha256\":\"" + DigestOf("two").ToHex() +
                                "\"}}}");
  EXPECT_EQ(tree->digest, DigestOf(tree->manifest));
}

TEST(ReadTree, LeavesOutWhatIsNotKept) {
  const TemporaryDirectory folder;
  Write(folder / "config.json", "{}");
  Write(folder / "README.md", "hello");
  const auto tree = ReadTree(folder.path(), [](std::string_view name) { return name == "config.json"; });
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->files.size(), 1u);
}

TEST(ReadTree, FollowsLinksToFiles) {
  const TemporaryDirectory folder;
  Write(folder / "blobs/x", "content");
  std::filesystem::create_directory(folder / "model");
  std::filesystem::create_symlink("../blobs/x", folder / "model/config.json");
  const auto tree = ReadTree(folder / "model", KeepAll);
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->files[0].digest, DigestOf("content"));
  EXPECT_EQ(tree->files[0].bytes, 7);
}

TEST(ReadTree, SaysWhatIsWrongWithTheFolder) {
  const TemporaryDirectory folder;
  EXPECT_THAT(ReadTree(folder / "absent", KeepAll), Fails(StatusCode::kNotFound, HasSubstr("absent")));
  EXPECT_THAT(ReadTree(folder.path(), KeepAll),
              Fails(StatusCode::kInvalidArgument, HasSubstr("none of the files")));
}

TEST(TreeOfFile, IsThatOfAFolderWithTheFileUnderItsName) {
  const TemporaryDirectory folder;
  Write(folder / "crawl-300d.vec", "1 2");
  Write(folder / "other/vectors.vec", "1 2");
  const auto tree = TreeOfFile(folder / "crawl-300d.vec", "vectors.vec");
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->digest, ReadTree(folder / "other", KeepAll)->digest);
  EXPECT_EQ(tree->files[0].path, folder / "crawl-300d.vec");
  EXPECT_THAT(TreeOfFile(folder / "absent", "vectors.vec"),
              Fails(StatusCode::kNotFound, HasSubstr("absent")));
}

}  // namespace
}  // namespace srnet::cli
