#include "storage/stores/result_condition.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace srnet::storage {
namespace {

using Kind = ResultCondition::Kind;

std::optional<double> NumberOf(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool Ordered(double value, Comparator comparator, double bound) {
  switch (comparator) {
    case Comparator::kLess:
      return value < bound;
    case Comparator::kLessOrEqual:
      return value <= bound;
    case Comparator::kGreater:
      return value > bound;
    default:
      return value >= bound;
  }
}

bool CompareAxis(const ResultCondition& condition, const Coordinates& coordinates) {
  const auto found = std::find_if(coordinates.begin(), coordinates.end(),
                                  [&](const auto& pair) { return pair.first == condition.axis; });
  if (found == coordinates.end()) return condition.comparator == Comparator::kNotEqual;
  switch (condition.comparator) {
    case Comparator::kEqual:
      return found->second == condition.text;
    case Comparator::kNotEqual:
      return found->second != condition.text;
    case Comparator::kHas:
      return true;
    default:
      break;
  }
  const std::optional<double> value = NumberOf(found->second);
  return value && Ordered(*value, condition.comparator, *condition.number);
}

// `decisive` is what one part decides alone: false of all, true of any.
std::optional<bool> Combine(const std::vector<ResultCondition>& parts, const Coordinates& coordinates,
                            bool decisive) {
  std::optional<bool> result = !decisive;
  for (const ResultCondition& part : parts) {
    const std::optional<bool> holds = HoldsAt(part, coordinates);
    if (holds == decisive) return decisive;
    if (!holds) result = std::nullopt;
  }
  return result;
}

bool IsOfRuns(ResultField field) {
  return field == ResultField::kValue || field == ResultField::kPoint || field == ResultField::kStage ||
         field == ResultField::kSweep;
}

}  // namespace

bool JudgesRuns(const ResultCondition& condition) {
  if (condition.kind == Kind::kComparison) return IsOfRuns(condition.field);
  return std::any_of(condition.parts.begin(), condition.parts.end(), JudgesRuns);
}

std::optional<bool> HoldsAt(const ResultCondition& condition, const Coordinates& coordinates) {
  switch (condition.kind) {
    case Kind::kAll:
      return Combine(condition.parts, coordinates, false);
    case Kind::kAny:
      return Combine(condition.parts, coordinates, true);
    case Kind::kNot: {
      const std::optional<bool> holds = HoldsAt(condition.parts.front(), coordinates);
      return holds ? std::optional(!*holds) : std::nullopt;
    }
    case Kind::kComparison:
      if (condition.field != ResultField::kAxis) return std::nullopt;
      return CompareAxis(condition, coordinates);
  }
  return std::nullopt;
}

}  // namespace srnet::storage
