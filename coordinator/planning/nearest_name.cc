#include "coordinator/planning/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace srnet::planning {
namespace {

// Longer ones are no slips of the pen, and their distance is not worth the time.
constexpr std::size_t kLongestName = 64;

// Levenshtein's distance, row by row.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view NearestName(std::string_view name, const std::vector<std::string_view>& known) {
  std::string_view nearest;
  if (name.size() > kLongestName) return nearest;
  // One slip in a short name, two in a usual one.
  const std::size_t most = name.size() < 4 ? 1 : std::max<std::size_t>(2, name.size() / 3);
  std::size_t least = most + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = Distance(name, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string Suggestion(std::string_view name, const std::vector<std::string_view>& known) {
  if (known.empty()) return "";
  const std::string_view nearest = NearestName(name, known);
  if (!nearest.empty()) return fmt::format("; did you mean \"{}\"?", nearest);
  return fmt::format("; known are {}", fmt::join(known, ", "));
}

}  // namespace srnet::planning
