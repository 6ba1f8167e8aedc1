#include "cli/output/result_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "common/json/value.h"

namespace srnet::cli {
namespace {

constexpr std::string_view kMetric = "accuracy";
// Axes of a point that make a row, in the order of the columns.
struct AxisColumn {
  std::string_view axis;
  std::string_view title;
  bool right;
};
constexpr std::array<AxisColumn, 6> kAxes = {{{"task", "task", false},
                                              {"pipeline", "pipeline", false},
                                              {"finetune_loss", "fine-tuned with", false},
                                              {"method", "pruned by", false},
                                              {"loss", "pruned with", false},
                                              {"sparsity", "sparsity", true}}};
constexpr std::size_t kMethodAxis = 3;

using RowKey = std::array<std::string, kAxes.size()>;

struct Model {
  RowKey key;
  std::map<std::string, std::vector<double>> values;  // By set, one for each seed.

  bool full() const { return key[kMethodAxis].empty() || key[kMethodAxis] == "none"; }
};

RowKey KeyOf(const v1::ResultRow& row) {
  RowKey key;
  for (const v1::Coordinate& coordinate : row.coordinates()) {
    for (std::size_t i = 0; i < kAxes.size(); ++i) {
      if (coordinate.axis() == kAxes[i].axis) key[i] = coordinate.value();
    }
  }
  return key;
}

std::vector<Model> Collect(const std::vector<v1::ResultRow>& rows) {
  std::vector<Model> models;
  std::map<RowKey, std::size_t> positions;
  for (const v1::ResultRow& row : rows) {
    const v1::Metric& metric = row.metric();
    if (metric.metric() != kMetric || metric.set().empty() || !metric.group().empty()) continue;
    const auto [entry, is_new] = positions.try_emplace(KeyOf(row), models.size());
    if (is_new) models.push_back({.key = entry->first, .values = {}});
    models[entry->second].values[metric.set()].push_back(metric.value());
  }
  std::stable_partition(models.begin(), models.end(), [](const Model& model) { return model.full(); });
  return models;
}

// ID sets, then OOD sets, then those of unknown role; by name within each.
std::vector<std::string> OrderedSets(const std::vector<Model>& models, const SetRoles& roles) {
  const auto rank = [&](const std::string& set) {
    const auto role = roles.find(set);
    if (role == roles.end()) return 2;
    return role->second == "ood" ? 1 : 0;
  };
  std::set<std::tuple<int, std::string>> sets;
  for (const Model& model : models) {
    for (const auto& [set, values] : model.values) sets.emplace(rank(set), set);
  }
  std::vector<std::string> names;
  for (const auto& [order, name] : sets) names.push_back(name);
  return names;
}

std::string Cell(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / count;
  if (values.size() == 1) return fmt::format("{:.2f}", 100 * mean);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return fmt::format("{:.2f} ± {:.2f}", 100 * mean, 100 * std::sqrt(squares / (count - 1)));
}

std::string Heading(const std::string& set, const SetRoles& roles) {
  const auto role = roles.find(set);
  if (role == roles.end()) return set + " %";
  return fmt::format("{} ({}) %", set, role->second == "ood" ? "OOD" : "ID");
}

std::string AxisCell(const Model& model, std::size_t axis) {
  if (model.full() && axis == kMethodAxis) return "full model";
  return model.key[axis].empty() || (model.full() && axis > kMethodAxis) ? "-" : model.key[axis];
}

// Axes on which all models agree say nothing, save those that name the model.
std::vector<std::size_t> ShownAxes(const std::vector<Model>& models) {
  std::vector<std::size_t> shown;
  for (std::size_t axis = 0; axis < kAxes.size(); ++axis) {
    const bool varies = std::any_of(models.begin(), models.end(), [&](const Model& model) {
      return model.key[axis] != models.front().key[axis];
    });
    const bool names_model = axis > 1;
    const bool told_by_method = kAxes[axis].axis == "pipeline";
    if (names_model || (varies && !told_by_method)) shown.push_back(axis);
  }
  return shown;
}

const json::Value* Find(const json::Value& value, std::string_view key) {
  const auto* object = std::get_if<json::Object>(&value.data);
  if (object == nullptr) return nullptr;
  const auto member =
      std::find_if(object->begin(), object->end(), [&](const json::Member& m) { return m.key == key; });
  return member == object->end() ? nullptr : &member->value;
}

void AddRoles(const json::Value& description, SetRoles& roles) {
  const json::Value* sets = Find(description, "sets");
  const auto* array = sets == nullptr ? nullptr : std::get_if<json::Array>(&sets->data);
  if (array == nullptr) return;
  for (const json::Value& set : *array) {
    const json::Value* name = Find(set, "name");
    const json::Value* role = Find(set, "role");
    if (name == nullptr || role == nullptr) continue;
    const auto* name_text = std::get_if<std::string>(&name->data);
    const auto* role_text = std::get_if<std::string>(&role->data);
    if (name_text != nullptr && role_text != nullptr) roles[*name_text] = *role_text;
  }
}

}  // namespace

SetRoles RolesOf(const std::vector<v1::CatalogueEntry>& datasets) {
  SetRoles roles;
  for (const v1::CatalogueEntry& entry : datasets) {
    const auto description = json::Parse(entry.description());
    if (description.ok()) AddRoles(*description, roles);
  }
  return roles;
}

Table MakeResultTable(const std::vector<v1::ResultRow>& rows, const SetRoles& roles) {
  const std::vector<Model> models = Collect(rows);
  const std::vector<std::string> sets = OrderedSets(models, roles);
  const std::vector<std::size_t> axes = ShownAxes(models);
  Table table;
  for (const std::size_t axis : axes) {
    table.columns.push_back({.title = std::string(kAxes[axis].title), .right = kAxes[axis].right});
  }
  for (const std::string& set : sets) table.columns.push_back({.title = Heading(set, roles), .right = true});
  for (const Model& model : models) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (const std::size_t axis : axes) cells.push_back(AxisCell(model, axis));
    for (const std::string& set : sets) {
      const auto values = model.values.find(set);
      cells.push_back(values == model.values.end() ? "-" : Cell(values->second));
    }
  }
  return table;
}

}  // namespace srnet::cli
