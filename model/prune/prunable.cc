#include "model/prune/prunable.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

namespace srnet::prune {
namespace {

constexpr std::size_t kMatricesOfALayer = 6;

UnitGroup::Part PartOf(const encoder::Parameter& matrix, Axis axis, std::int64_t width) {
  return {
      .matrix = matrix,
      .where = {
          .axis = axis, .width = width, .rows = matrix.tensor->size(0), .columns = matrix.tensor->size(1)}};
}

UnitGroup GroupOf(std::string name, UnitGroup::Kind kind, std::vector<UnitGroup::Part> parts) {
  const std::int64_t units = parts.front().where.units();
  return {.name = std::move(name), .kind = kind, .units = units, .parts = std::move(parts)};
}

}  // namespace

bool IsPrunable(encoder::MatrixKind kind, const Prunable& prunable) {
  switch (kind) {
    case encoder::MatrixKind::kNone:
      return false;
    case encoder::MatrixKind::kPooler:
      return prunable.pooler;
    case encoder::MatrixKind::kClassifier:
      return prunable.classifier;
    default:
      return true;
  }
}

std::vector<encoder::Parameter> MatricesToPrune(encoder::Weights& weights, const Prunable& prunable) {
  std::vector<encoder::Parameter> matrices = encoder::PrunableMatrices(weights);
  std::erase_if(matrices,
                [&](const encoder::Parameter& matrix) { return !IsPrunable(matrix.kind, prunable); });
  return matrices;
}

std::int64_t UnitGroup::entries_of_a_unit() const {
  std::int64_t entries = 0;
  for (const Part& part : parts) entries += part.where.rows * part.where.columns / units;
  return entries;
}

std::vector<UnitGroup> UnitGroups(encoder::Weights& weights, std::int64_t head_size) {
  constexpr std::string_view kQuery = "attention.self.query.weight";
  const std::vector<encoder::Parameter> all =
      MatricesToPrune(weights, {.pooler = false, .classifier = false});
  std::vector<UnitGroup> groups;
  for (std::size_t first = 0; first < all.size(); first += kMatricesOfALayer) {
    const auto layer = std::span(all).subspan(first, kMatricesOfALayer);
    const std::string prefix = layer[0].name.substr(0, layer[0].name.size() - kQuery.size());
    groups.push_back(
        GroupOf(prefix + "attention.heads", UnitGroup::Kind::kHeads,
                {PartOf(layer[0], Axis::kRows, head_size), PartOf(layer[1], Axis::kRows, head_size),
                 PartOf(layer[2], Axis::kRows, head_size), PartOf(layer[3], Axis::kColumns, head_size)}));
    groups.push_back(GroupOf(prefix + "intermediate.units", UnitGroup::Kind::kFeedForward,
                             {PartOf(layer[4], Axis::kRows, 1), PartOf(layer[5], Axis::kColumns, 1)}));
  }
  return groups;
}

std::vector<float> UnitMagnitudes(const UnitGroup& group) {
  std::vector<double> squares(static_cast<std::size_t>(group.units));
  for (const UnitGroup::Part& part : group.parts) {
    const at::Tensor& matrix = *part.matrix.tensor;
    const std::span weights(matrix.const_data_ptr<float>(), static_cast<std::size_t>(matrix.numel()));
    AddUnitProducts(part.where, weights, weights, squares);
  }
  std::vector<float> magnitudes;
  for (const double square : squares) {
    magnitudes.push_back(
        static_cast<float>(std::sqrt(square / static_cast<double>(group.entries_of_a_unit()))));
  }
  return magnitudes;
}

}  // namespace srnet::prune
