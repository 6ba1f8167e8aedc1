#include "model/data/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/files/files.h"
#include "tests/model/data/zstd.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

constexpr std::uint64_t kNoLimit = 1 << 30;

StatusOr<std::string> ReadPacked(const std::string& packed, std::uint64_t limit = kNoLimit) {
  const TemporaryDirectory folder;
  EXPECT_THAT(WriteFileAtomically(folder / "a.zst", packed), IsOk());
  return ReadTextFile(folder / "a.zst", limit);
}

TEST(TextFile, IsUnpackedByItsName) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(*ReadPacked(ZstdPacked(text)), text);
  EXPECT_EQ(*ReadPacked(ZstdPacked("a") + ZstdPacked("b")), "ab") << "two frames";
  EXPECT_EQ(*ReadPacked(ZstdPacked("")), "");
}

TEST(TextFile, IsNotUnpackedPastTheLimit) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(ReadPacked(ZstdPacked(text), text.size())->size(), text.size());
  EXPECT_THAT(ReadPacked(ZstdPacked(text), text.size() - 1),
              Fails(StatusCode::kInvalidArgument, HasSubstr("a.zst unpacks to more than the 999999 bytes")));
}

TEST(TextFile, IsRefusedWhenDamaged) {
  const std::string packed = ZstdPacked(std::string(100'000, 'x') + "y");
  EXPECT_THAT(ReadPacked(packed.substr(0, packed.size() - 3)),
              Fails(StatusCode::kDataLoss, HasSubstr("a.zst is truncated")));
  EXPECT_THAT(ReadPacked("plain text"), Fails(StatusCode::kDataLoss, HasSubstr("a.zst is damaged")));
  EXPECT_THAT(ReadPacked(""), Fails(StatusCode::kDataLoss, HasSubstr("truncated")));
}

TEST(TextFile, IsFoundPlainFirstThenCompressed) {
  const TemporaryDirectory folder;
  EXPECT_THAT(FindTextFile(folder / "a"), Fails(StatusCode::kNotFound, HasSubstr("a.zst")));
  ASSERT_THAT(WriteFileAtomically(folder / "a.zst", "x"), IsOk());
  EXPECT_EQ(*FindTextFile(folder / "a"), folder / "a.zst");
  ASSERT_THAT(WriteFileAtomically(folder / "a", "x"), IsOk());
  EXPECT_EQ(*FindTextFile(folder / "a"), folder / "a");
}

}  // namespace
}  // namespace srnet::data
