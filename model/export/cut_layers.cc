#include "model/export/cut_layers.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srnet::model_export {
namespace {

using safetensors::TensorEntry;
using Shape = std::vector<std::int64_t>;

// Little-endian floating-point numbers: 0 has no bit set but perhaps the sign, the highest.
bool IsZero(std::string_view number) {
  return (static_cast<unsigned char>(number.back()) & 0x7F) == 0 &&
         std::all_of(number.begin(), number.end() - 1, [](char byte) { return byte == 0; });
}

// Rows, or the entries of a vector, that belong to `kept` units of `width` neighbours each.
std::string RowsOf(std::string_view bytes, std::size_t row_bytes, const std::vector<std::int64_t>& kept,
                   std::int64_t width) {
  const std::size_t unit_bytes = row_bytes * static_cast<std::size_t>(width);
  std::string rows;
  rows.reserve(kept.size() * unit_bytes);
  for (const std::int64_t unit : kept)
    rows += bytes.substr(static_cast<std::size_t>(unit) * unit_bytes, unit_bytes);
  return rows;
}

// One layer of the classifier, whose units are cut out of three kinds of tensors.
class LayerCut {
 public:
  LayerCut(const LayerShape& shape, std::size_t layer, TensorOutput& output)
      : shape_(shape), prefix_(fmt::format("{}.encoder.layer.{}.", shape.family, layer)), output_(output) {}

  // Cuts the units out of the `producers`, whose rows they are, and of the `consumer`, whose columns.
  // Returns how many are left.
  StatusOr<std::int64_t> Cut(const std::vector<std::string_view>& producers, std::string_view consumer,
                             std::int64_t units, std::int64_t width) {
    const std::int64_t hidden = shape_.hidden_size;
    const std::string matrix = prefix_ + std::string(consumer) + ".weight";
    SRNET_RETURN_IF_ERROR(Expect(matrix, {hidden, units * width}));
    const std::vector<std::int64_t> kept = UsedUnits(matrix, units, width);
    const auto left = static_cast<std::int64_t>(kept.size());
    if (left == units) return left;
    for (const std::string_view producer : producers) {
      const std::string weight = prefix_ + std::string(producer) + ".weight";
      const std::string bias = prefix_ + std::string(producer) + ".bias";
      SRNET_RETURN_IF_ERROR(Expect(weight, {units * width, hidden}));
      SRNET_RETURN_IF_ERROR(Expect(bias, {units * width}));
      KeepRows(weight, {left * width, hidden}, kept, width);
      KeepRows(bias, {left * width}, kept, width);
    }
    KeepColumns(matrix, kept, width);
    return left;
  }

 private:
  Status Expect(const std::string& name, const Shape& shape) const {
    const TensorEntry* entry = output_.Find(name);
    if (entry == nullptr) return InvalidArgument("it has no tensor {}", name);
    if (entry->shape == shape) return absl::OkStatus();
    return InvalidArgument("{} is [{}], not [{}] as config.json says", name, fmt::join(entry->shape, ", "),
                           fmt::join(shape, ", "));
  }

  // Units of the matrix [d, units * width] with an entry other than 0 in their columns.
  std::vector<std::int64_t> UsedUnits(const std::string& name, std::int64_t units, std::int64_t width) const {
    const std::string_view bytes = output_.BytesOf(name);
    const std::size_t size = safetensors::BytesOf(output_.Find(name)->dtype);
    std::vector<bool> used(static_cast<std::size_t>(units));
    std::size_t at = 0;
    for (std::int64_t row = 0; row < shape_.hidden_size; ++row) {
      for (std::int64_t column = 0; column < units * width; ++column, at += size) {
        if (!IsZero(bytes.substr(at, size))) used[static_cast<std::size_t>(column / width)] = true;
      }
    }
    std::vector<std::int64_t> kept;
    for (std::int64_t unit = 0; unit < units; ++unit) {
      if (used[static_cast<std::size_t>(unit)]) kept.push_back(unit);
    }
    if (kept.empty()) kept.push_back(0);
    return kept;
  }

  void KeepRows(const std::string& name, Shape shape, const std::vector<std::int64_t>& kept,
                std::int64_t width) {
    const TensorEntry& entry = *output_.Find(name);
    std::size_t row_bytes = safetensors::BytesOf(entry.dtype);
    if (entry.shape.size() == 2) row_bytes *= static_cast<std::size_t>(entry.shape[1]);
    output_.Replace(name, std::move(shape), RowsOf(output_.BytesOf(name), row_bytes, kept, width));
  }

  void KeepColumns(const std::string& name, const std::vector<std::int64_t>& kept, std::int64_t width) {
    const TensorEntry& entry = *output_.Find(name);
    const std::size_t size = safetensors::BytesOf(entry.dtype);
    const std::string_view bytes = output_.BytesOf(name);
    const std::size_t row_bytes = size * static_cast<std::size_t>(entry.shape[1]);
    std::string columns;
    for (std::size_t row = 0; row < bytes.size(); row += row_bytes) {
      columns += RowsOf(bytes.substr(row, row_bytes), size, kept, width);
    }
    const auto left = static_cast<std::int64_t>(kept.size()) * width;
    output_.Replace(name, {entry.shape[0], left}, std::move(columns));
  }

  const LayerShape& shape_;
  std::string prefix_;
  TensorOutput& output_;
};

}  // namespace

StatusOr<LayerWidths> CutLayers(const LayerShape& shape, TensorOutput& output) {
  LayerWidths widths;
  bool cut = false;
  for (std::size_t layer = 0; layer < shape.widths.heads.size(); ++layer) {
    const std::int64_t all_heads = shape.widths.heads[layer], all_units = shape.widths.units[layer];
    LayerCut cutting(shape, layer, output);
    SRNET_ASSIGN_OR_RETURN(const std::int64_t heads,
                           cutting.Cut({"attention.self.query", "attention.self.key", "attention.self.value"},
                                       "attention.output.dense", all_heads, shape.head_size));
    SRNET_ASSIGN_OR_RETURN(const std::int64_t units,
                           cutting.Cut({"intermediate.dense"}, "output.dense", all_units, 1));
    cut = cut || heads < all_heads || units < all_units;
    widths.heads.push_back(heads);
    widths.units.push_back(units);
  }
  if (!cut) {
    return InvalidArgument(
        "no attention head and no feed-forward unit is masked as a whole, so nothing can be cut out: "
        "masks with `structure: heads_and_units` make a model smaller");
  }
  return widths;
}

}  // namespace srnet::model_export
