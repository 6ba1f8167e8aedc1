// How the choices of a stage are spelled in canonical texts, specifications and exports.
#pragma once

#include <array>
#include <string_view>

#include "common/stage/stage.h"

namespace srnet::stage {

// In the order of the enumerators. A new enumerator is added at the end of both.
inline constexpr std::array<std::string_view, 2> kLossNames = {"std", "poe"};
inline constexpr std::array<std::string_view, 2> kClipNames = {"global", "per_tensor"};
inline constexpr std::array<std::string_view, 3> kPrecisionNames = {"auto", "bf16", "float32"};
inline constexpr std::array<std::string_view, 2> kCurvesNames = {"dev", "all"};

constexpr const auto& NamesOf(Loss) { return kLossNames; }
constexpr const auto& NamesOf(Clip) { return kClipNames; }
constexpr const auto& NamesOf(Precision) { return kPrecisionNames; }
constexpr const auto& NamesOf(Curves) { return kCurvesNames; }

template <typename Choice>
constexpr std::string_view Name(Choice choice) {
  return NamesOf(choice)[static_cast<std::size_t>(choice)];
}

// Whether `name` is one of the choices; if so, `into` becomes it.
template <typename Choice>
constexpr bool ParseChoice(std::string_view name, Choice& into) {
  const auto& names = NamesOf(Choice{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != name) continue;
    into = static_cast<Choice>(i);
    return true;
  }
  return false;
}

}  // namespace srnet::stage
