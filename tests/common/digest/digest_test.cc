#include "common/digest/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

#include "tests/support/status_matchers.h"

namespace srnet {
namespace {

using ::srnet::testing::Fails;
using ::testing::HasSubstr;

const std::string kHex = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";

TEST(Digest, SurvivesTheRoundTripThroughHexadecimal) { EXPECT_EQ(Digest::Parse(kHex)->ToHex(), kHex); }

TEST(Digest, ReadsUpperCaseAndWritesLowerCase) {
  EXPECT_EQ(Digest::Parse(std::string(64, 'F'))->ToHex(), std::string(64, 'f'));
}

TEST(Digest, RefusesAnotherLength) {
  EXPECT_THAT(Digest::Parse("abc"), Fails(StatusCode::kInvalidArgument, HasSubstr("64")));
  EXPECT_THAT(Digest::Parse(kHex + "0"), Fails(StatusCode::kInvalidArgument, HasSubstr("65")));
}

TEST(Digest, RefusesACharacterThatIsNotHexadecimal) {
  std::string hex = kHex;
  hex[63] = 'g';
  EXPECT_THAT(Digest::Parse(hex), Fails(StatusCode::kInvalidArgument, HasSubstr("not hexadecimal")));
}

TEST(Digest, IsOrderedByItsBytes) {
  const Digest low = *Digest::Parse(std::string(64, '0'));
  EXPECT_TRUE(low.IsZero());
  EXPECT_LT(low, *Digest::Parse(kHex));
  EXPECT_EQ(low, Digest());
}

TEST(Digest, WorksAsAKeyOfAHashSet) {
  std::unordered_set<Digest> set{*Digest::Parse(kHex), Digest(), *Digest::Parse(kHex)};
  EXPECT_EQ(set.size(), 2u);
}

}  // namespace
}  // namespace srnet
