#include "storage/artifacts/tree.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::artifacts {
namespace {

using testing::HasCode;
using testing::IsError;
using testing::IsOk;
using testing::ValueOf;

class TreeTest : public ::testing::Test {
 protected:
  TreeTest() : store_(ValueOf(ArtifactStore::Open(folder_ / "store"))) {}

  testing::TemporaryDirectory folder_;
  ArtifactStore store_;
};

std::string OneFile(std::string_view name) {
  return fmt::format(R"({{"files":{{"{}":{{"bytes":1,"sha256":"{}"}}}}}})", name, DigestOf("x").ToHex());
}

TEST_F(TreeTest, TheManifestIsCanonicalJson) {
  Tree tree;
  tree.files["weights/a.bin"] = {3, DigestOf("aaa")};
  tree.files["config.json"] = {2, DigestOf("{}")};
  const Digest digest = ValueOf(store_.Put(CanonicalTree(tree)));
  EXPECT_EQ(
      ValueOf(store_.Get(digest, 1000)),
      fmt::format(
          R"({{"files":{{"config.json":{{"bytes":2,"sha256":"{}"}},"weights/a.bin":{{"bytes":3,"sha256":"{}"}}}}}})",
          DigestOf("{}").ToHex(), DigestOf("aaa").ToHex()));
  EXPECT_EQ(ValueOf(ReadTree(store_, digest)), tree);
  EXPECT_EQ(TotalBytes(tree), 5);
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

TEST_F(TreeTest, ABlobThatIsNoManifestIsRefused) {
  EXPECT_THAT(ReadTree(store_, ValueOf(store_.Put("just text"))), HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadTree(store_, DigestOf("unknown")), HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::artifacts
