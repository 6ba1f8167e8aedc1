#include "storage/artifacts/tree.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::artifacts {
namespace {

using testing::HasCode;
using testing::IsError;
using testing::IsOk;
using testing::MustSucceed;
using testing::ValueOf;

class TreeTest : public ::testing::Test {
 protected:
  TreeTest() : store_(ValueOf(ArtifactStore::Open(folder_ / "store"))) {}

  void Write(const std::string& name, std::string_view content) {
    const auto path = folder_.path() / name;
    MustSucceed(MakeDirectories(path.parent_path()));
    MustSucceed(WriteFileAtomically(path, content));
  }
  Digest PutModel() {
    Write("model/config.json", "{}");
    Write("model/weights/a.bin", "aaa");
    return ValueOf(PutTree(store_, folder_ / "model"));
  }
  // The names beside the target: nothing may be left there by a failure.
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().native());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  testing::TemporaryDirectory folder_;
  ArtifactStore store_;
};

std::string OneFile(std::string_view name) {
  return fmt::format(R"({{"files":{{"{}":{{"bytes":1,"sha256":"{}"}}}}}})", name, DigestOf("x").ToHex());
}

TEST_F(TreeTest, AFolderComesBackAsItWas) {
  const Digest digest = PutModel();
  MustSucceed(MaterialiseTree(store_, digest, folder_ / "copy"));
  EXPECT_EQ(ValueOf(ReadFile(folder_ / "copy" / "config.json", 100)), "{}");
  EXPECT_EQ(ValueOf(ReadFile(folder_ / "copy" / "weights" / "a.bin", 100)), "aaa");
  EXPECT_THAT(Names(), ::testing::ElementsAre("copy", "model", "store"));
}

TEST_F(TreeTest, TheManifestIsCanonicalJson) {
  const Digest digest = PutModel();
  EXPECT_EQ(
      ValueOf(store_.Get(digest, 1000)),
      fmt::format(
          R"({{"files":{{"config.json":{{"bytes":2,"sha256":"{}"}},"weights/a.bin":{{"bytes":3,"sha256":"{}"}}}}}})",
          DigestOf("{}").ToHex(), DigestOf("aaa").ToHex()));
  EXPECT_EQ(TotalBytes(ValueOf(ReadTree(store_, digest))), 5);
}

TEST_F(TreeTest, EqualFoldersHaveEqualDigestsWhereverTheyLie) {
  const Digest digest = PutModel();
  Write("elsewhere/deep/weights/a.bin", "aaa");
  Write("elsewhere/deep/config.json", "{}");
  std::filesystem::create_directory(folder_ / "elsewhere" / "deep" / "empty");
  EXPECT_EQ(ValueOf(PutTree(store_, folder_ / "elsewhere" / "deep")), digest);
  EXPECT_EQ(ValueOf(PutTree(store_, folder_ / "elsewhere" / "deep" / "")), digest);
  Write("elsewhere/deep/config.json", "{ }");
  EXPECT_NE(ValueOf(PutTree(store_, folder_ / "elsewhere" / "deep")), digest);
}

TEST_F(TreeTest, LinksSpecialFilesAndEmptyFoldersAreRefused) {
  Write("linked/a", "x");
  std::filesystem::create_symlink("/etc/passwd", folder_ / "linked" / "b");
  EXPECT_THAT(PutTree(store_, folder_ / "linked"), IsError(StatusCode::kInvalidArgument, "symbolic link"));
  Write("piped/a", "x");
  ASSERT_EQ(::mkfifo((folder_ / "piped" / "b").c_str(), 0600), 0);
  EXPECT_THAT(PutTree(store_, folder_ / "piped"), IsError(StatusCode::kInvalidArgument, "no plain file"));
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_THAT(PutTree(store_, folder_ / "empty"), IsError(StatusCode::kInvalidArgument, "has no file"));
  EXPECT_THAT(PutTree(store_, folder_ / "none"), HasCode(StatusCode::kNotFound));
}

TEST_F(TreeTest, UnsafeNamesAreRefused) {
  for (const char* name :
       {"../x", "a/../x", "/etc/passwd", "a//b", "a/", "./a", "", "a\\\\b", "a\\u0001", ".."}) {
    EXPECT_THAT(ParseTree(OneFile(name)), IsError(StatusCode::kInvalidArgument, "no safe relative file name"))
        << name;
  }
  EXPECT_THAT(ParseTree(OneFile("a/..b/c.d")), IsOk());
}

TEST_F(TreeTest, WhatIsNotACanonicalManifestIsRefused) {
  const std::string good = OneFile("a");
  EXPECT_THAT(ParseTree(good), IsOk());
  EXPECT_THAT(ParseTree(good + " "), IsError(StatusCode::kInvalidArgument, "canonical"));
  EXPECT_THAT(ParseTree("[]"), HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseTree(R"({"files":{}})"), HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseTree(R"({"files":{"a":{"bytes":-1,"sha256":""}}})"),
              HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseTree("\xff\xfe"), HasCode(StatusCode::kInvalidArgument));
}

TEST_F(TreeTest, AFileThatWouldAlsoBeAFolderIsRefused) {
  Tree tree;
  tree.files["a"] = tree.files["a/b"] = {1, DigestOf("x")};
  EXPECT_THAT(ParseTree(CanonicalTree(tree)),
              IsError(StatusCode::kInvalidArgument, "has both the file \"a\""));
}

TEST_F(TreeTest, AnExistingTargetIsLeftAlone) {
  const Digest digest = PutModel();
  Write("target", "mine");
  EXPECT_THAT(MaterialiseTree(store_, digest, folder_ / "target"), HasCode(StatusCode::kAlreadyExists));
  EXPECT_EQ(ValueOf(ReadFile(folder_ / "target", 100)), "mine");
}

TEST_F(TreeTest, AMissingOrChangedBlobLeavesNoFolder) {
  const Digest digest = PutModel();
  const auto weights = store_.PathOf(DigestOf("aaa"));
  std::filesystem::permissions(weights, std::filesystem::perms::owner_all);
  std::ofstream(weights) << "aab";
  EXPECT_THAT(MaterialiseTree(store_, digest, folder_ / "copy"), HasCode(StatusCode::kDataLoss));
  MustSucceed(store_.Remove(DigestOf("aaa")));
  EXPECT_THAT(MaterialiseTree(store_, digest, folder_ / "copy"), IsError(StatusCode::kNotFound, "a.bin"));
  EXPECT_THAT(Names(), ::testing::ElementsAre("model", "store"));
}

TEST_F(TreeTest, ABlobThatIsNoManifestIsRefused) {
  EXPECT_THAT(ReadTree(store_, ValueOf(store_.Put("just text"))), HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadTree(store_, DigestOf("unknown")), HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::artifacts
