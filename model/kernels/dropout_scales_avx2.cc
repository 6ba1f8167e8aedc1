#include <algorithm>

#include "model/kernels/dropout_scales.h"
#include "model/kernels/philox.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define SRNET_AVX2 __attribute__((target("avx2")))

namespace srnet::kernels {
namespace {

constexpr int kGroup = 4 * kPhiloxLanes;

SRNET_AVX2 inline __m256i Broadcast(std::uint32_t value) {
  return _mm256_set1_epi32(static_cast<int>(value));
}

// High and low halves of the products of eight words with one factor; there is an instruction for every
// other word, so the odd ones are shifted into place.
struct Halves {
  __m256i high, low;
};

SRNET_AVX2 inline Halves Multiply(__m256i words, __m256i factor) {
  const __m256i even = _mm256_mul_epu32(words, factor);
  const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(words, 32), factor);
  constexpr int kOddWords = 0xAA;
  return {_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, kOddWords),
          _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), kOddWords)};
}

struct Words {
  __m256i x[4];
};

// Philox() of philox.h.
SRNET_AVX2 inline Words PhiloxWords(const DropoutStream& stream, std::uint32_t row, std::int64_t group) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  Words w{{_mm256_add_epi32(Broadcast(static_cast<std::uint32_t>(group * kPhiloxLanes)), lanes),
           Broadcast(row), Broadcast(static_cast<std::uint32_t>(stream.step_and_site >> 32)),
           Broadcast(static_cast<std::uint32_t>(stream.step_and_site))}};
  const __m256i factor0 = Broadcast(kPhiloxFactor0);
  const __m256i factor1 = Broadcast(kPhiloxFactor1);
  auto key0 = static_cast<std::uint32_t>(stream.key);
  auto key1 = static_cast<std::uint32_t>(stream.key >> 32);
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const Halves product0 = Multiply(w.x[0], factor0);
    const Halves product1 = Multiply(w.x[2], factor1);
    w = {{_mm256_xor_si256(_mm256_xor_si256(product1.high, w.x[1]), Broadcast(key0)), product1.low,
          _mm256_xor_si256(_mm256_xor_si256(product0.high, w.x[3]), Broadcast(key1)), product0.low}};
    key0 += kPhiloxKeyStep0;
    key1 += kPhiloxKeyStep1;
  }
  return w;
}

SRNET_AVX2 inline void FillGroup(const DropoutStream& stream, std::uint32_t row, std::int64_t group,
                                 float* scales) {
  const Words w = PhiloxWords(stream, row, group);
  // AVX2 compares signed words only: flipping the top bit keeps the order of unsigned ones.
  const __m256i top = Broadcast(0x80000000u);
  const __m256i threshold = _mm256_xor_si256(Broadcast(stream.threshold), top);
  const __m256 kept = _mm256_set1_ps(stream.kept_scale);
  for (int word = 0; word < 4; ++word) {
    const __m256i falls = _mm256_cmpgt_epi32(threshold, _mm256_xor_si256(w.x[word], top));
    _mm256_storeu_ps(scales + word * kPhiloxLanes, _mm256_andnot_ps(_mm256_castsi256_ps(falls), kept));
  }
}

SRNET_AVX2 void Fill(const DropoutStream& stream, std::uint32_t row, std::int64_t columns, float* scales) {
  const std::int64_t whole = columns / kGroup;
  for (std::int64_t group = 0; group < whole; ++group) FillGroup(stream, row, group, scales + group * kGroup);
  if (whole * kGroup == columns) return;
  float last[kGroup];
  FillGroup(stream, row, whole, last);
  std::copy_n(last, columns - whole * kGroup, scales + whole * kGroup);
}

}  // namespace

FillScales FillScalesWithAvx2() { return __builtin_cpu_supports("avx2") ? Fill : nullptr; }

}  // namespace srnet::kernels

#else

namespace srnet::kernels {

FillScales FillScalesWithAvx2() { return nullptr; }

}  // namespace srnet::kernels

#endif
