#include "common/status/violations.h"

#include <string_view>

#include "absl/strings/cord.h"

namespace srnet {
namespace {

constexpr char kPayload[] = "srnet/violations";
// Neither byte is part of any text: each violation is FIELD 0x1f DESCRIPTION 0x1e.
constexpr char kBetween = '\x1f';
constexpr char kEnd = '\x1e';

std::string Without(std::string text) {
  std::erase_if(text, [](char c) { return c == kBetween || c == kEnd; });
  return text;
}

}  // namespace

Status WithViolations(Status status, const std::vector<Violation>& violations) {
  SRNET_CHECK(!status.ok());
  std::string text;
  for (const Violation& violation : violations) {
    text += Without(violation.field) + kBetween + Without(violation.description) + kEnd;
  }
  status.SetPayload(kPayload, absl::Cord(text));
  return status;
}

std::vector<Violation> ViolationsOf(const Status& status) {
  std::vector<Violation> violations;
  const auto payload = status.GetPayload(kPayload);
  if (!payload) return violations;
  const std::string text(*payload);
  for (std::size_t start = 0, end; (end = text.find(kEnd, start)) != std::string::npos; start = end + 1) {
    const std::size_t between = text.find(kBetween, start);
    violations.push_back({text.substr(start, between - start), text.substr(between + 1, end - between - 1)});
  }
  return violations;
}

}  // namespace srnet
