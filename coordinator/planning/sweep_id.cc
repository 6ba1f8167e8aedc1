#include "coordinator/planning/sweep_id.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

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
    const std::uint32_t value = point.values[axis];
    AppendText(out, value == kNoValue ? std::string_view() : plan.axis_values[axis][value]);
  }
}

// A point by the start of its key, which nearly always decides, so that sorting touches no stage.
struct Sortable {
  std::uint64_t key_start = 0;
  std::uint32_t point = 0;
};

std::uint64_t StartOf(const Digest& digest) {
  std::uint64_t start = 0;
  for (std::size_t i = 0; i < sizeof start; ++i) start = start << 8 | digest.bytes()[i];
  return start;
}

std::string CoordinateText(const Plan& plan, const Point& point) {
  std::string out;
  AppendCoordinates(out, plan, point);
  return out;
}

// By key, then by coordinates; the latter differ when one stage answers several points.
std::vector<Sortable> SortedPoints(const Plan& plan) {
  std::vector<Sortable> order;
  order.reserve(plan.points.size());
  for (const Point& point : plan.points) {
    order.push_back({StartOf(plan.stages[point.stage].key.digest), static_cast<std::uint32_t>(order.size())});
  }
  std::sort(order.begin(), order.end(), [&](const Sortable& a, const Sortable& b) {
    if (a.key_start != b.key_start) return a.key_start < b.key_start;
    const Point& left = plan.points[a.point];
    const Point& right = plan.points[b.point];
    if (left.stage != right.stage) return plan.stages[left.stage].key < plan.stages[right.stage].key;
    return a.point != b.point && CoordinateText(plan, left) < CoordinateText(plan, right);
  });
  return order;
}

}  // namespace

std::string SweepIdOf(const Plan& plan) {
  Sha256 hash;
  std::string piece;
  AppendText(piece, plan.name);
  hash.Update(piece);
  for (const Sortable& sorted : SortedPoints(plan)) {
    const Point& point = plan.points[sorted.point];
    piece.clear();
    AppendCoordinates(piece, plan, point);
    const auto& key = plan.stages[point.stage].key.digest.bytes();
    piece.append(reinterpret_cast<const char*>(key.data()), key.size());
    hash.Update(piece);
  }
  return hash.Finish().ToHex().substr(0, kDigits);
}

}  // namespace srnet::planning
