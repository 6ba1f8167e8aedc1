#include "coordinator/planning/sweep_id.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "common/digest/sha256.h"

namespace srnet::planning {
namespace {

constexpr std::size_t kDigits = 16;

// Texts are separated by a byte that none of them contains.
void AppendText(std::string& out, std::string_view text) {
  out += text;
  out += '\0';
}

void AppendCoordinates(std::string& out, const Plan& plan, const Point& point) {
  for (std::size_t axis = 0; axis < kAxisCount; ++axis) {
    const std::uint16_t value = point.values[axis];
    AppendText(out, value == kNoValue ? std::string_view() : plan.axis_values[axis][value]);
  }
}

// By key, then by coordinates; the latter differ when one stage answers several points.
std::vector<std::uint32_t> SortedPoints(const Plan& plan) {
  std::vector<std::uint32_t> order(plan.points.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto text = [&](const Point& point) {
    std::string out;
    AppendCoordinates(out, plan, point);
    return out;
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Point& left = plan.points[a];
    const Point& right = plan.points[b];
    if (left.stage != right.stage) return plan.stages[left.stage].key < plan.stages[right.stage].key;
    return a != b && text(left) < text(right);
  });
  return order;
}

}  // namespace

std::string SweepIdOf(const Plan& plan) {
  Sha256 hash;
  std::string piece;
  AppendText(piece, plan.name);
  hash.Update(piece);
  for (const std::uint32_t index : SortedPoints(plan)) {
    const Point& point = plan.points[index];
    piece.clear();
    AppendCoordinates(piece, plan, point);
    const auto& key = plan.stages[point.stage].key.digest.bytes();
    piece.append(reinterpret_cast<const char*>(key.data()), key.size());
    hash.Update(piece);
  }
  return hash.Finish().ToHex().substr(0, kDigits);
}

}  // namespace srnet::planning
