#include "cli/output/words.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <ctime>
#include <string_view>

namespace srnet::cli {
namespace {

std::string WithoutPrefix(const std::string& name, std::string_view prefix) {
  std::string text = name.rfind(prefix, 0) == 0 ? name.substr(prefix.size()) : name;
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string FormatSeconds(double seconds) {
  if (seconds < 59.95) return fmt::format("{:.1f} s", std::max(seconds, 0.0));
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string FormatBytes(std::int64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string FormatTime(const google::protobuf::Timestamp& time, Form form) {
  if (time.seconds() == 0) return {};
  const std::tm utc = fmt::gmtime(static_cast<std::time_t>(time.seconds()));
  return form == Form::kShown ? fmt::format("{:%Y-%m-%d %H:%M:%S}", utc)
                              : fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

std::string StateName(v1::Sweep::State state) {
  return WithoutPrefix(v1::Sweep::State_Name(state), "STATE_");
}

std::string StateName(v1::Stage::State state) {
  if (state == v1::Stage::STATE_LEASED) return "running";
  return WithoutPrefix(v1::Stage::State_Name(state), "STATE_");
}

bool IsFraction(const std::string& metric) { return metric != "loss"; }

std::string CoordinatesText(const google::protobuf::RepeatedPtrField<v1::Coordinate>& coordinates) {
  std::string text;
  for (const v1::Coordinate& coordinate : coordinates)
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", coordinate.axis(), coordinate.value());
  return text;
}

std::string ClassName(v1::FailureClass failure_class) {
  return WithoutPrefix(v1::FailureClass_Name(failure_class), "FAILURE_CLASS_");
}

}  // namespace srnet::cli
