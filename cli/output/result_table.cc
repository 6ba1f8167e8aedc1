#include "cli/output/result_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "cli/output/result_model.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

using Models = std::vector<ResultModel>;

// Axes with a heading of their own, in the order of the columns; others follow under their names.
struct AxisColumn {
  std::string_view axis;
  std::string_view title;
  bool always;  // It names the model: shown even if it is the same for all.
  bool right;
};
constexpr std::array<AxisColumn, 6> kAxes = {{{"task", "task", false, false},
                                              {"pipeline", "pipeline", false, false},
                                              {"finetune_loss", "fine-tuned with", true, false},
                                              {"method", "pruned by", true, false},
                                              {"loss", "pruned with", true, false},
                                              {"sparsity", "sparsity", true, true}}};

struct TableColumn {
  Column column;
  std::function<std::string(const ResultModel&)> cell;
};

// ID sets, then OOD sets, then those of unknown role; by name within each.
std::vector<SetMetric> OrderedValues(const Models& models, const SetRoles& roles) {
  const auto rank = [&](const std::string& set) {
    const auto role = roles.find(set);
    if (role == roles.end()) return 2;
    return role->second == "ood" ? 1 : 0;
  };
  std::set<std::pair<int, SetMetric>> ranked;
  for (const ResultModel& model : models) {
    for (const auto& [of, values] : model.values) ranked.emplace(rank(of.set), of);
  }
  std::vector<SetMetric> ordered;
  for (const auto& [order, of] : ranked) ordered.push_back(of);
  return ordered;
}

std::string Number(double value, bool is_fraction) {
  return is_fraction ? fmt::format("{:.2f}", 100 * value) : fmt::format("{:.4f}", value);
}

std::string Statistic(const SeedStatistic& value, bool is_fraction) {
  std::string mean = Number(value.mean, is_fraction);
  if (!value.standard_deviation) return mean;
  return fmt::format("{} ± {}", mean, Number(*value.standard_deviation, is_fraction));
}

std::string Heading(const SetMetric& of, const SetRoles& roles) {
  std::string heading = of.set;
  if (const auto role = roles.find(of.set); role != roles.end()) {
    heading += role->second == "ood" ? " (OOD)" : " (ID)";
  }
  return heading + " " + of.metric + (IsFraction(of.metric) ? " %" : "");
}

std::string AxisCell(const ResultModel& model, const std::string& axis) {
  const bool of_pruning = axis == "loss" || axis == "sparsity";
  if (model.full() && axis == "method") return "full model";
  const std::string value = model.axis(axis);
  return value.empty() || (model.full() && of_pruning) ? "-" : value;
}

template <typename Property>
bool Varies(const Models& models, Property property) {
  return std::any_of(models.begin(), models.end(),
                     [&](const ResultModel& model) { return property(model) != property(models.front()); });
}

bool AxisVaries(const Models& models, const std::string& axis) {
  return Varies(models, [&](const ResultModel& model) { return model.axis(axis); });
}

// Whether subnetworks came about in several ways; that full models were not pruned is told by the method.
bool PipelineVaries(const Models& models) {
  std::set<std::string> pipelines;
  for (const ResultModel& model : models) {
    if (!model.full()) pipelines.insert(model.axis("pipeline"));
  }
  return pipelines.size() > 1;
}

void AddAxis(std::string axis, std::string title, bool right, std::vector<TableColumn>& columns) {
  columns.push_back({{std::move(title), right},
                     [axis = std::move(axis)](const ResultModel& model) { return AxisCell(model, axis); }});
}

void AddAxes(const Models& models, std::vector<TableColumn>& columns) {
  std::set<std::string> others;
  for (const ResultModel& model : models) {
    for (const auto& [axis, value] : model.axes) others.insert(axis);
  }
  for (const AxisColumn& known : kAxes) {
    const std::string axis(known.axis);
    others.erase(axis);
    const bool shown =
        known.always || (axis == "pipeline" ? PipelineVaries(models) : AxisVaries(models, axis));
    if (shown) AddAxis(axis, std::string(known.title), known.right, columns);
  }
  for (const std::string& axis : others) {
    std::string title = axis;
    std::replace(title.begin(), title.end(), '_', ' ');
    if (AxisVaries(models, axis)) AddAxis(axis, title, false, columns);
  }
}

// Sweeps by name if that tells them apart, else by id.
std::map<std::string, std::string> LabelsOf(const std::map<std::string, std::string>& sweep_names) {
  std::set<std::string> names;
  for (const auto& [id, name] : sweep_names) names.insert(name);
  if (names.size() == sweep_names.size()) return sweep_names;
  return {};
}

void AddSweeps(const Models& models, const std::map<std::string, std::string>& sweep_names,
               std::vector<TableColumn>& columns) {
  if (!Varies(models, [](const ResultModel& model) { return model.sweeps; })) return;
  columns.push_back({{"sweep"}, [labels = LabelsOf(sweep_names)](const ResultModel& model) {
                       std::vector<std::string> names;
                       for (const std::string& id : model.sweeps) {
                         const auto label = labels.find(id);
                         names.push_back(label == labels.end() ? id : label->second);
                       }
                       return fmt::format("{}", fmt::join(names, ", "));
                     }});
}

std::string CountCell(const ResultModel& model) {
  if (model.missing_seeds.empty()) return fmt::format("{}", model.runs);
  return fmt::format("{} (no seed {})", model.runs, fmt::join(model.missing_seeds, ", "));
}

void AddCount(const Models& models, std::vector<TableColumn>& columns) {
  const bool lacks = std::any_of(models.begin(), models.end(),
                                 [](const ResultModel& model) { return !model.missing_seeds.empty(); });
  const bool varies = Varies(models, [](const ResultModel& model) { return model.runs; });
  if (lacks || varies) columns.push_back({{"n"}, CountCell});
}

void AddValues(const Models& models, const SetRoles& roles, std::vector<TableColumn>& columns) {
  for (const SetMetric& of : OrderedValues(models, roles)) {
    columns.push_back({{Heading(of, roles), true}, [of](const ResultModel& model) {
                         const auto values = model.values.find(of);
                         return values == model.values.end()
                                    ? "-"
                                    : Statistic(values->second, IsFraction(of.metric));
                       }});
  }
}

}  // namespace

Table MakeResultTable(const v1::AggregateResponse& statistics, const ResultContext& context) {
  const Models models = CollectModels(statistics);
  std::vector<TableColumn> columns;
  AddSweeps(models, context.sweep_names, columns);
  AddAxes(models, columns);
  AddCount(models, columns);
  AddValues(models, context.roles, columns);
  Table table;
  for (const TableColumn& column : columns) table.columns.push_back(column.column);
  for (const ResultModel& model : models) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (const TableColumn& column : columns) cells.push_back(column.cell(model));
  }
  return table;
}

}  // namespace srnet::cli
