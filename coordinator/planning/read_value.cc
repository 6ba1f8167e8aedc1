#include "coordinator/planning/read_value.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "coordinator/planning/nearest_name.h"

namespace srnet::planning {
namespace {

void Expected(const YamlNode& node, const std::string& path, std::string_view what, Problems& problems) {
  const std::string_view hint = node.quoted ? " in quotes" : "";
  problems.Add(node.place, fmt::format("{}: expected {}, got {}{}", path, what, Describe(node), hint));
}

template <typename Number>
bool ParseNumber(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

template <typename Number>
void CheckBounds(const YamlNode& node, const std::string& path, const stage::Bounds<Number>& bounds,
                 Number value, Problems& problems, Number& into) {
  if (bounds.Hold(value)) {
    into = value + Number{0};  // There is no -0 in a stage.
    return;
  }
  problems.Add(node.place,
               fmt::format("{}: must lie in {}{}, {}{}, got {}", path, bounds.low_open ? '(' : '[',
                           bounds.low, bounds.high, bounds.high_open ? ')' : ']', node.scalar));
}

// The seconds of the unit, or 0.
std::int64_t UnitOf(char letter) {
  switch (letter) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    default:
      return 0;
  }
}

bool IsPlain(const YamlNode& node) { return node.kind == YamlNode::Kind::kScalar && !node.quoted; }

}  // namespace

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, std::string& into) {
  if (node.kind != YamlNode::Kind::kScalar || node.scalar.empty()) {
    return Expected(node, path, "a text", problems);
  }
  into = node.scalar;
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, bool& into) {
  if (!IsPlain(node) || (node.scalar != "true" && node.scalar != "false")) {
    return Expected(node, path, "true or false", problems);
  }
  into = node.scalar == "true";
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, Compat& into) {
  const bool is_scalar = node.kind == YamlNode::Kind::kScalar;
  if (is_scalar && stage::ParseChoice(node.scalar, into)) return;
  const auto id = std::ranges::find(kCompatIds, std::string_view(node.scalar));
  if (is_scalar && id != kCompatIds.end()) {
    into = static_cast<Compat>(id - kCompatIds.begin());
    return;
  }
  problems.Add(node.place, fmt::format("{}: {} is none of A1 to A11 and none of {}{}", path, Describe(node),
                                       fmt::join(kCompatNames, ", "),
                                       Guess(node, {kCompatNames.begin(), kCompatNames.end()})));
}

std::string Guess(const YamlNode& node, const std::vector<std::string_view>& known) {
  if (node.kind != YamlNode::Kind::kScalar) return "";
  const std::string_view near = NearestName(node.scalar, known);
  return near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near);
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const stage::Bounds<std::int64_t>& bounds, std::int64_t& into) {
  std::int64_t value = 0;
  if (!IsPlain(node) || !ParseNumber(node.scalar, value)) {
    return Expected(node, path, "a whole number", problems);
  }
  CheckBounds(node, path, bounds, value, problems, into);
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, const EitherOf& numbers,
               std::int64_t& into) {
  std::int64_t value = 0;
  if (!IsPlain(node) || !ParseNumber(node.scalar, value)) {
    return Expected(node, path, "a whole number", problems);
  }
  if (value == numbers.low || value == numbers.high) {
    into = value;
    return;
  }
  problems.Add(node.place,
               fmt::format("{}: must be {} or {}, got {}", path, numbers.low, numbers.high, node.scalar));
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const stage::Bounds<double>& bounds, double& into) {
  double value = 0;
  if (!IsPlain(node) || !ParseNumber(node.scalar, value)) return Expected(node, path, "a number", problems);
  CheckBounds(node, path, bounds, value, problems, into);
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const FractionBounds& fraction, double& into) {
  std::string_view text = node.scalar;
  const bool per_cent = text.ends_with('%');
  if (per_cent) text.remove_suffix(1);
  double value = 0;
  if (!IsPlain(node) || !ParseNumber(text, value)) {
    return Expected(node, path, "a fraction such as 0.7 or 70%", problems);
  }
  CheckBounds(node, path, fraction.bounds, per_cent ? value / 100 : value, problems, into);
}

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               std::chrono::seconds& into) {
  std::string_view number = node.scalar;
  const std::int64_t unit = number.empty() ? 0 : UnitOf(number.back());
  if (unit > 0) number.remove_suffix(1);
  std::int64_t count = 0;
  if (!IsPlain(node) || unit == 0 || !ParseNumber(number, count)) {
    return Expected(node, path, "a duration such as 90s, 30m, 4h or 2d", problems);
  }
  const std::int64_t most = kLongestDuration.count() / unit;
  if (count >= 1 && count <= most) {
    into = std::chrono::seconds(count * unit);
    return;
  }
  problems.Add(node.place, fmt::format("{}: must lie in [1{}, {}{}], got {}", path, node.scalar.back(), most,
                                       node.scalar.back(), node.scalar));
}

}  // namespace srnet::planning
