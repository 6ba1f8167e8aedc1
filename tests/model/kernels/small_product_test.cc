#include "model/kernels/small_product.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/model/kernels/finite_difference.h"

namespace srnet::kernels {
namespace {

using testing::RandomVector;
using testing::ToFloat;
using testing::Vector;

// Every remainder of the register tiles: rows by 4, columns by 16.
TEST(SmallProduct, EqualsTheTripleLoopForEveryRemainder) {
  for (std::int64_t m = 1; m <= 9; ++m) {
    for (const std::int64_t n : {8, 16, 24}) {
      const std::int64_t k = 5;
      const Vector a = RandomVector(static_cast<std::size_t>(m * k), 1),
                   b = RandomVector(static_cast<std::size_t>(k * n), 2);
      Vector expected(static_cast<std::size_t>(m * n));
      for (std::int64_t i = 0; i < m; ++i) {
        for (std::int64_t j = 0; j < n; ++j) {
          for (std::int64_t p = 0; p < k; ++p) {
            expected[static_cast<std::size_t>(i * n + j)] +=
                a[static_cast<std::size_t>(i * k + p)] * b[static_cast<std::size_t>(p * n + j)];
          }
        }
      }
      std::vector<float> c(expected.size());
      const std::vector<float> a_float = ToFloat(a), b_float = ToFloat(b);
      Product(Strided{a_float.data(), k, 1}, m, k, n, b_float.data(), n, c.data(), n);
      EXPECT_ALL_NEAR(c, expected, 1e-5);
    }
  }
}

TEST(SmallProduct, ReadsATransposedOperandThroughItsStrides) {
  const std::vector<float> a = {1, 2, 3, 4, 5, 6};  // [3, 2], read as [2, 3]
  const std::vector<float> b(3 * 8, 1.0f);
  std::vector<float> c(2 * 8);
  Product(Strided{a.data(), 1, 2}, 2, 3, 8, b.data(), 8, c.data(), 8);
  EXPECT_EQ(c[0], 1 + 3 + 5);
  EXPECT_EQ(c[8 + 7], 2 + 4 + 6);
}

}  // namespace
}  // namespace srnet::kernels
