#include "common/digest/sha256.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

// FIPS 180-4, examples.
TEST(Sha256, AgreesWithThePublishedExamples) {
  EXPECT_EQ(DigestOf("").ToHex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(DigestOf("abc").ToHex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(DigestOf(std::string(1000000, 'a')).ToHex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowTheBytesAreCut) {
  Sha256 sha256;
  sha256.Update("a");
  sha256.Update("");
  sha256.Update("bc");
  EXPECT_EQ(sha256.Finish(), DigestOf("abc"));
}

TEST(Sha256, StartsAnewAfterFinish) {
  Sha256 sha256;
  sha256.Update("something else");
  sha256.Finish();
  sha256.Update("abc");
  EXPECT_EQ(sha256.Finish(), DigestOf("abc"));
}

TEST(DigestOfFile, EqualsTheDigestOfItsContent) {
  const TemporaryDirectory folder;
  const std::string content(3 << 20, 'x');
  std::ofstream(folder / "file") << content;
  EXPECT_EQ(*DigestOfFile(folder / "file"), DigestOf(content));
}

TEST(DigestOfFile, NamesTheFileThatIsMissing) {
  EXPECT_THAT(DigestOfFile("/nowhere/a.bin"), Fails(StatusCode::kNotFound, HasSubstr("/nowhere/a.bin")));
}

TEST(DigestOfFile, RefusesAFolder) {
  const TemporaryDirectory folder;
  EXPECT_THAT(DigestOfFile(folder.path()), Fails(StatusCode::kFailedPrecondition, HasSubstr("directory")));
}

}  // namespace
}  // namespace srnet
