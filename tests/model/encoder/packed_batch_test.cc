#include "model/encoder/packed_batch.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/support/status_matchers.h"

namespace srnet::encoder {
namespace {

using srnet::testing::Fails;
using srnet::testing::IsOk;
using ::testing::HasSubstr;

class PackedBatchTest : public ::testing::Test {
 protected:
  BertConfig config_{.vocabulary_size = 10, .max_positions = 4};
  std::array<std::int32_t, 3> first_ = {1, 2, 3};
  std::array<std::int32_t, 2> second_ = {9, 8};
  PackedBatch batch_ = Pack(std::vector<SequenceView>{{first_, 1}, {second_, 2}});
};

TEST_F(PackedBatchTest, LaysSequencesEndToEnd) {
  EXPECT_TRUE(at::equal(batch_.tokens, at::tensor({1, 2, 3, 9, 8}, at::kLong)));
  EXPECT_TRUE(at::equal(batch_.segments, at::tensor({0, 1, 1, 0, 0}, at::kLong)));
  EXPECT_TRUE(at::equal(batch_.positions, at::tensor({0, 1, 2, 0, 1}, at::kLong)));
  EXPECT_TRUE(at::equal(batch_.offsets, at::tensor({0, 3, 5}, at::kInt)));
  EXPECT_EQ(batch_.max_length, 3);
  EXPECT_THAT(Validate(batch_, config_), IsOk());
}

TEST_F(PackedBatchTest, IdOutsideTheVocabularyIsNamed) {
  batch_.tokens[3] = 10;
  EXPECT_THAT(Validate(batch_, config_),
              Fails(StatusCode::kInvalidArgument, HasSubstr("token id 10 of packed token 3")));
}

TEST_F(PackedBatchTest, SequenceLongerThanThePositionTableIsNamed) {
  config_.max_positions = 2;
  EXPECT_THAT(Validate(batch_, config_),
              Fails(StatusCode::kInvalidArgument, HasSubstr("sequence 0 has 3 tokens")));
}

TEST_F(PackedBatchTest, OffsetsThatDoNotEndAtTheTokensAreRefused) {
  batch_.offsets[2] = 4;
  EXPECT_THAT(Validate(batch_, config_), Fails(StatusCode::kInvalidArgument, HasSubstr("from 0 to 4")));
}

TEST_F(PackedBatchTest, WrongMaximumLengthIsRefused) {
  batch_.max_length = 7;
  EXPECT_THAT(Validate(batch_, config_), Fails(StatusCode::kInvalidArgument, HasSubstr("max_length is 7")));
}

}  // namespace
}  // namespace srnet::encoder
