// What is said of a field of a specification besides its type.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "common/stage/fields.h"

namespace srnet::planning {

struct Field {
  std::string_view name;
  std::string_view meaning;
  bool required = false;
};

// A number that may also be written with a per cent sign.
struct FractionBounds {
  stage::Bounds<double> bounds;
};

// A whole number that is one of two.
struct EitherOf {
  std::int64_t low;
  std::int64_t high;
};

// Those that there are lists of features for (model/bias/lexical_overlap.h).
inline constexpr EitherOf kFeatureCounts{5, 7};

inline constexpr FractionBounds kPrunedSparsity{{0, 1, true, true}};
inline constexpr FractionBounds kWarmupFraction{{0, 1}};
inline constexpr FractionBounds kSelectionFraction{{0, 1}};
inline constexpr FractionBounds kCheckpointFraction{{0, 1, true}};
inline constexpr FractionBounds kScale{{0, 1, true}};

inline constexpr stage::Bounds<std::int64_t> kCrashRetries{0, 100};
inline constexpr stage::Bounds<std::int64_t> kMemoryRetries{0, 10};
// So that sums of a few of them are far from overflowing.
inline constexpr std::chrono::seconds kLongestDuration = std::chrono::days(365);

template <typename T, typename Struct>
concept Of = stage::Of<T, Struct>;

}  // namespace srnet::planning
