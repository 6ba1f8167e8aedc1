#include "worker/cache/tree.h"

#include <gmock/gmock.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::cache {
namespace {

using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;

std::string ManifestOf(const std::string& name) {
  return R"({"files":{")" + name + R"(":{"bytes":3,"sha256":")" + DigestOf("abc").ToHex() + R"("}}})";
}

TEST(ParseTree, ReadsNamesDigestsAndSizes) {
  const StatusOr<Tree> tree = ParseTree(ManifestOf("weights/model.safetensors"));

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->at("weights/model.safetensors").digest, DigestOf("abc"));
  EXPECT_EQ(tree->at("weights/model.safetensors").bytes, 3);
}

TEST(ParseTree, NamesThatLeaveTheFolderAreRefused) {
  for (const std::string name : {"/etc/passwd", "../up", "a/../../b", "a//b", ".", "a/", ""}) {
    EXPECT_THAT(ParseTree(ManifestOf(name)),
                Fails(StatusCode::kInvalidArgument, HasSubstr("plain relative path")));
  }
}

TEST(ParseTree, WhatIsNoManifestIsRefused) {
  EXPECT_THAT(ParseTree("{}"), Fails(StatusCode::kInvalidArgument, HasSubstr("files")));
  EXPECT_THAT(ParseTree(R"({"files":{"a":{"bytes":1,"sha256":"12"}}})"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("")));
  EXPECT_THAT(ParseTree("not json"), Fails(StatusCode::kInvalidArgument, HasSubstr("")));
}

TEST(MaterialiseTree, PutsEveryFileInItsPlace) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "blob") << "abc";
  const Tree tree = *ParseTree(ManifestOf("weights/model.safetensors"));

  ASSERT_THAT(MaterialiseTree(
                  tree, [&](const Digest&) { return folder / "blob"; }, folder / "model"),
              IsOk());

  EXPECT_EQ(*ReadFile(folder.path() / "model/weights/model.safetensors", 100), "abc");
}

}  // namespace
}  // namespace srnet::cache
