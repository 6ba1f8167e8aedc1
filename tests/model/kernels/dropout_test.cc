#include "model/kernels/dropout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "model/kernels/dropout_scales.h"
#include "model/kernels/philox.h"

namespace srnet::kernels {
namespace {

using ::testing::ElementsAre;

std::vector<float> Row(const Dropout& dropout, std::uint32_t site, std::uint32_t row, std::int64_t columns) {
  std::vector<float> scales(static_cast<std::size_t>(columns));
  DropoutSite(dropout, site).FillRow(row, columns, scales.data());
  return scales;
}

std::vector<std::uint32_t> FirstLane(const PhiloxLanes& x) {
  return {x.word[0][0], x.word[1][0], x.word[2][0], x.word[3][0]};
}

// The known answers that the authors publish with their implementation.
TEST(Philox, GivesThePublishedWords) {
  EXPECT_THAT(FirstLane(Philox(0, 0, 0, 0, 0)), ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  EXPECT_THAT(FirstLane(Philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0x299f31d0a4093822)),
              ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(Philox, LanesAreConsecutiveCounters) {
  const PhiloxLanes lanes = Philox(40, 1, 2, 3, 4);
  const PhiloxLanes fifth = Philox(45, 1, 2, 3, 4);
  EXPECT_EQ(lanes.word[2][5], fifth.word[2][0]);
}

TEST(DropoutSite, DropsTheAskedShareAndScalesTheRest) {
  const std::vector<float> scales =
      Row({.probability = 0.1, .seed = 1, .step = 2, .active = true}, 3, 4, 200000);
  std::size_t fallen = 0;
  for (const float scale : scales) {
    EXPECT_TRUE(scale == 0.0f || scale == static_cast<float>(1 / 0.9));
    fallen += scale == 0.0f ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(fallen) / 200000, 0.1, 0.003);
}

TEST(DropoutScales, AreTheSameBitsWithAndWithoutAvx2) {
  const FillScales with_avx2 = FillScalesWithAvx2();
  if (with_avx2 == nullptr) GTEST_SKIP() << "this processor has no AVX2";
  for (const std::uint32_t threshold : {0u, 1u, 429496730u, 0x80000000u, 0xFFFFFFFFu}) {
    for (const std::int64_t columns : {1, 31, 32, 33, 384, 5000}) {
      const DropoutStream stream{.key = 0x123456789ABCDEF0u + threshold,
                                 .step_and_site = 0xFEDCBA9876543210u,
                                 .threshold = threshold,
                                 .kept_scale = 1.25f};
      std::vector<float> portable(static_cast<std::size_t>(columns) + 1, -7.0f), fast = portable;
      FillScalesPortably(stream, 0xFFFFFFF0u, columns, portable.data());
      with_avx2(stream, 0xFFFFFFF0u, columns, fast.data());
      EXPECT_EQ(fast, portable) << columns << " columns, threshold " << threshold;
      EXPECT_EQ(fast.back(), -7.0f) << "written past the row";
    }
  }
}

TEST(DropoutSite, ShortRowIsThePrefixOfALongOne) {
  const Dropout dropout{.probability = 0.5, .seed = 9, .step = 7, .active = true};
  std::vector<float> longer = Row(dropout, 1, 5, 131);
  longer.resize(77);
  EXPECT_EQ(Row(dropout, 1, 5, 77), longer);
}

TEST(DropoutSite, EveryPartOfTheAddressMatters) {
  const Dropout base{.probability = 0.5, .seed = 9, .step = 7, .active = true};
  Dropout other_seed = base, other_step = base, distant_step = base;
  other_seed.seed = std::uint64_t{9} | std::uint64_t{1} << 40;
  other_step.step = 8;
  distant_step.step = std::uint64_t{7} | std::uint64_t{1} << 40;
  const std::vector<float> reference = Row(base, 1, 5, 256);
  EXPECT_EQ(Row(base, 1, 5, 256), reference);
  EXPECT_NE(Row(base, 2, 5, 256), reference);
  EXPECT_NE(Row(base, 1, 6, 256), reference);
  EXPECT_NE(Row(other_seed, 1, 5, 256), reference);
  EXPECT_NE(Row(other_step, 1, 5, 256), reference);
  EXPECT_NE(Row(distant_step, 1, 5, 256), reference);
}

TEST(DropoutSite, AChoiceOfRowsKeepsTheirDraws) {
  const DropoutSite site({.probability = 0.5, .seed = 9, .step = 7, .active = true}, 1);
  std::vector<float> chosen(64), original(64);
  site.OfRows({3, 70, 5}).FillRow(1, 64, chosen.data());
  site.FillRow(70, 64, original.data());
  EXPECT_EQ(chosen, original);
}

TEST(DropoutSite, InactiveDropoutPassesEverything) {
  EXPECT_THAT(Row({.probability = 0.9, .active = false}, 0, 0, 40), ::testing::Each(1.0f));
  EXPECT_FALSE(DropoutSite({.probability = 0.0, .active = true}, 0).enabled());
}

}  // namespace
}  // namespace srnet::kernels
