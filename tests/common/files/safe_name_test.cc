#include "common/files/safe_name.h"

#include <gtest/gtest.h>

#include <string>

namespace srnet {
namespace {

TEST(SafeName, NamesAFileDirectlyInAFolder) {
  for (const char* name : {"mask", "checkpoint-7", "..a", "vocab.txt"}) EXPECT_TRUE(IsSafeName(name)) << name;
  for (const char* name : {"", ".", "..", "a/b", "/a", "a\\b", "a\nb", "\x7f"})
    EXPECT_FALSE(IsSafeName(name)) << name;
  EXPECT_TRUE(IsSafeName(std::string(255, 'x')));
  EXPECT_FALSE(IsSafeName(std::string(256, 'x')));
}

TEST(SafeName, OfARelativePathLeadsToNothingOutside) {
  for (const char* name : {"a", "a/b", "a/b/c.bin"}) EXPECT_TRUE(IsSafeRelativeName(name)) << name;
  for (const char* name : {"", "/a", "a/", "a//b", "../a", "a/../../b", "a/."})
    EXPECT_FALSE(IsSafeRelativeName(name)) << name;
}

}  // namespace
}  // namespace srnet
