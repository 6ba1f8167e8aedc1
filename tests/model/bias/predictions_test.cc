#include "model/bias/predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Digest kRows = DigestOf("rows");

Predictions Two() { return {3, {-1, -2, -3, -4, -5, -6}, "{\"a\": 1}x"}; }

std::string BytesOf(const Predictions& predictions) {
  const TemporaryDirectory folder;
  EXPECT_THAT(WritePredictions(predictions, kRows, folder / "b"), IsOk());
  return *ReadFile(folder / "b", 1 << 20);
}

StatusOr<Predictions> ReadBytes(const std::string& bytes) {
  const TemporaryDirectory folder;
  EXPECT_THAT(WriteFileAtomically(folder / "b", bytes), IsOk());
  return ReadPredictions(folder / "b", kRows);
}

std::string Sealed(std::string bytes) {
  bytes.resize(bytes.size() - Digest::kBytes);
  const Digest digest = DigestOf(bytes);
  return bytes.append(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kBytes);
}

TEST(Predictions, AreReadAsTheyWereWritten) {
  const auto predictions = ReadBytes(BytesOf(Two()));
  ASSERT_THAT(predictions, IsOk());
  EXPECT_EQ(predictions->rows(), 2u);
  EXPECT_THAT(predictions->row(1), ElementsAre(-4, -5, -6));
  EXPECT_EQ(predictions->card, "{\"a\": 1}x");
}

TEST(Predictions, AreRefusedForOtherTrainingRows) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WritePredictions(Two(), kRows, folder / "b"), IsOk());
  EXPECT_THAT(ReadPredictions(folder / "b", DigestOf("other rows")),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("b: made for other training rows")));
}

TEST(Predictions, AreRefusedWhenTruncatedOrAltered) {
  const std::string bytes = BytesOf(Two());
  for (std::size_t size = 0; size < bytes.size(); size += 11) {
    EXPECT_THAT(ReadBytes(bytes.substr(0, size)),
                Fails(StatusCode::kDataLoss, AnyOf(HasSubstr("truncated"), HasSubstr("too short"))));
  }
  std::string altered = bytes;
  altered[70] = static_cast<char>(altered[70] ^ 1);
  EXPECT_THAT(ReadBytes(altered), Fails(StatusCode::kDataLoss, HasSubstr("altered")));
}

TEST(Predictions, AreRefusedWhenTheHeaderLies) {
  const std::string bytes = BytesOf(Two());
  for (const std::size_t at : {12, 13, 16, 20, 24, 31}) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 0x44);
    EXPECT_THAT(ReadBytes(Sealed(altered)), Fails(StatusCode::kDataLoss, HasSubstr("sizes in the header")))
        << at;
  }
}

TEST(Predictions, NameAnotherKindOrVersionOfFile) {
  std::string other = BytesOf(Two());
  other[0] = 'S';
  EXPECT_THAT(ReadBytes(other),
              Fails(StatusCode::kInvalidArgument, HasSubstr("not a file of bias predictions")));
  std::string newer = BytesOf(Two());
  newer[8] = 2;
  EXPECT_THAT(ReadBytes(newer), Fails(StatusCode::kInvalidArgument, HasSubstr("version 2")));
  EXPECT_THAT(ReadPredictions("/nowhere/b", kRows), Fails(StatusCode::kNotFound, HasSubstr("/nowhere/b")));
}

}  // namespace
}  // namespace srnet::bias
