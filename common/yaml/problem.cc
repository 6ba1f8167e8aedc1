#include "common/yaml/problem.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace srnet::yaml {
namespace {

// A text that is wrong everywhere is not described line by line.
constexpr std::size_t kMostProblems = 50;

}  // namespace

std::string ToText(const Problem& problem) {
  if (problem.place.line == 0) return problem.message;
  return fmt::format("line {}, column {}: {}", problem.place.line, problem.place.column, problem.message);
}

void Problems::Add(Place place, std::string message, StatusCode code) {
  if (found_.size() == kMostProblems) return;
  const auto before = [](const Problem& a, const Problem& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  };
  Problem problem{place, std::move(message), code};
  const auto at = std::upper_bound(found_.begin(), found_.end(), problem, before);
  found_.insert(at, std::move(problem));
}

Status Problems::ToStatus() const {
  if (found_.empty()) return Status();
  StatusCode code = found_.front().code;
  std::string text;
  for (const Problem& problem : found_) {
    if (problem.code != code) code = StatusCode::kInvalidArgument;
    if (!text.empty()) text += '\n';
    text += ToText(problem);
  }
  return Status(code, absl::string_view(text.data(), text.size()));
}

}  // namespace srnet::yaml
