#include "model/prune/coded_tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/digest/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::prune {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CodedTensors SomeMasks() {
  return {{"bert.pooler.dense.weight", {{3, 3}, {1, 0, 1, 1, 0, 0, 1, 1, 1}}},
          {"classifier.weight", {{1, 2}, {0, 1}}},
          {"empty", {{0, 4}, {}}}};
}

CodedTensors SomeLevels() { return {{"a", {{5}, {0, 1, 15, 9, 3}}}, {"b", {{2, 1}, {7, 0}}}}; }

// The same bytes with a digest that fits, as a faulty writer would leave them.
std::string Resealed(std::string bytes) {
  bytes.resize(bytes.size() - Digest::kBytes);
  const Digest digest = DigestOf(bytes);
  return bytes.append(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kBytes);
}

TEST(CodedTensors, MasksSurviveARoundTrip) {
  const auto decoded = Decode(Coding::kMask, Encode(Coding::kMask, SomeMasks()), "m");
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(*decoded, SomeMasks());
}

TEST(CodedTensors, LevelsSurviveARoundTripThroughAFile) {
  const srnet::testing::TemporaryDirectory folder;
  ASSERT_THAT(WriteCodedTensors(folder / "levels", Coding::kLevels, SomeLevels()), IsOk());
  const auto decoded = ReadCodedTensors(folder / "levels", Coding::kLevels);
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(*decoded, SomeLevels());
}

TEST(CodedTensors, AMaskCanCarryParametersThatBelongToIt) {
  const srnet::testing::TemporaryDirectory folder;
  const Subnetwork written{SomeMasks(), {{"classifier.bias", {{2}, {0.5f, -1e-30f}}}}};
  ASSERT_THAT(WriteSubnetwork(folder / "mask", written), IsOk());
  const auto read = ReadSubnetwork(folder / "mask");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->masks, written.masks);
  EXPECT_EQ(read->parameters, written.parameters);
  const auto masks = ReadCodedTensors(folder / "mask", Coding::kMask);
  ASSERT_THAT(masks, IsOk());
  EXPECT_EQ(*masks, written.masks);
}

TEST(CodedTensors, AParameterCutShortIsNoticed) {
  std::string bytes = Encode(Coding::kMask, SomeMasks(), {{"p", {{2}, {1, 2}}}});
  bytes.erase(bytes.size() - Digest::kBytes - 4, 4);
  EXPECT_THAT(DecodeSubnetwork(Coding::kMask, Resealed(bytes), "m"),
              Fails(StatusCode::kDataLoss, HasSubstr("matrix p claims more entries")));
}

TEST(CodedTensors, AMaskTakesOneBitAWeight) {
  CodedTensors tensors{{"w", {{1000, 800}, std::vector<std::uint8_t>(800'000, 1)}}};
  EXPECT_LT(Encode(Coding::kMask, tensors).size(), 100'000 + 100);
  EXPECT_LT(Encode(Coding::kLevels, tensors).size(), 400'000 + 100);
}

TEST(CodedTensors, BytesArePinnedSoThatOldFilesStayReadable) {
  const std::string bytes = Encode(Coding::kLevels, {{"ab", {{3}, {1, 2, 15}}}});
  const std::string expected(
      "srnetlvl\1\0\0\0\4\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0ab\1\0\0\0\3\0\0\0\0\0\0\0\x21\x0f", 44);
  EXPECT_EQ(bytes.substr(0, bytes.size() - 32), expected);
}

TEST(CodedTensors, EveryTruncationIsNamedAsSuch) {
  const std::string bytes = Encode(Coding::kMask, SomeMasks());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_THAT(Decode(Coding::kMask, bytes.substr(0, size), "some/mask"),
                Fails(StatusCode::kDataLoss, HasSubstr("some/mask")))
        << size;
  }
}

TEST(CodedTensors, EveryAlteredByteIsNoticed) {
  const std::string bytes = Encode(Coding::kMask, SomeMasks());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ 0x10);
    ASSERT_FALSE(Decode(Coding::kMask, altered, "m").ok()) << i;
  }
}

TEST(CodedTensors, ALevelFileIsNotAMaskFile) {
  EXPECT_THAT(Decode(Coding::kMask, Encode(Coding::kLevels, SomeLevels()), "x"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("another kind of file")));
}

TEST(CodedTensors, ANewerVersionIsRefusedByNumber) {
  std::string bytes = Encode(Coding::kMask, SomeMasks());
  bytes[8] = 3;
  EXPECT_THAT(Decode(Coding::kMask, Resealed(bytes), "x"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("format version 3")));
}

TEST(CodedTensors, ClaimsBeyondTheFileAreRefusedWithoutAllocatingThem) {
  std::string bytes = Encode(Coding::kMask, {{"w", {{2}, {1, 1}}}});
  const std::size_t dimension = 8 + 4 + 4 + 8 + 4 + 1 + 4;
  for (std::size_t i = 0; i < 7; ++i) bytes[dimension + i] = '\xff';
  EXPECT_THAT(Decode(Coding::kMask, Resealed(bytes), "x"),
              Fails(StatusCode::kDataLoss, HasSubstr("matrix w")));
}

TEST(CodedTensors, BytesAfterTheLastMatrixAreRefused) {
  std::string bytes = Encode(Coding::kMask, SomeMasks());
  bytes.insert(bytes.size() - Digest::kBytes, "tail");
  EXPECT_THAT(Decode(Coding::kMask, Resealed(bytes), "x"),
              Fails(StatusCode::kDataLoss, HasSubstr("4 bytes after the last matrix")));
}

TEST(CodedTensors, AMissingFileIsNotFound) {
  EXPECT_THAT(ReadCodedTensors("/no/such/mask", Coding::kMask),
              Fails(StatusCode::kNotFound, HasSubstr("/no/such/mask")));
}

TEST(MaskOfLevel, KeepsWhatIsPrunedLaterOrNever) {
  const CodedTensors masks = MaskOfLevel(SomeLevels(), 3);
  EXPECT_THAT(masks.at("a").codes, ElementsAre(1, 0, 1, 1, 0));
  EXPECT_THAT(masks.at("b").codes, ElementsAre(1, 1));
}

TEST(SparsityOf, IsTheFractionOfPrunedEntries) {
  EXPECT_DOUBLE_EQ(SparsityOf({{4}, {1, 0, 0, 0}}), 0.75);
  EXPECT_DOUBLE_EQ(SparsityOf({{0}, {}}), 0.0);
}

}  // namespace
}  // namespace srnet::prune
