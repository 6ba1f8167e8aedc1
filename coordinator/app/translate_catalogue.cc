#include "coordinator/app/translate_catalogue.h"

#include <google/protobuf/util/time_util.h>

#include <string>
#include <utility>

#include "common/json/object_reader.h"
#include "common/json/value.h"
#include "coordinator/app/translate_names.h"

namespace srnet::app {
namespace {

bool ParseRole(std::string_view name, planning::SetRole& role) {
  using planning::SetRole;
  constexpr std::pair<std::string_view, SetRole> kRoles[] = {{"train", SetRole::kTrain},
                                                             {"dev", SetRole::kDev},
                                                             {"test", SetRole::kTest},
                                                             {"ood", SetRole::kOod},
                                                             {"oracle", SetRole::kOracle}};
  for (const auto& [known, value] : kRoles) {
    if (known != name) continue;
    role = value;
    return true;
  }
  return false;
}

// The first data sets had one metric a set.
void ReadMetrics(json::ObjectReader& reader, std::vector<std::string>& metrics) {
  if (reader.Find("metric") != nullptr) return reader.Read("metric", metrics.front());
  if (reader.Find("metrics") == nullptr) return;
  const json::Array* array = reader.ReadArray("metrics");
  if (array == nullptr) return;
  metrics.clear();
  for (const json::Value& element : *array) {
    const auto* name = std::get_if<std::string>(&element.data);
    if (name == nullptr) return reader.Fail("metrics", "expected texts");
    metrics.push_back(*name);
  }
}

StatusOr<planning::CatalogueSet> ReadSet(const json::Value& value, const std::string& path) {
  json::ObjectReader reader(value, path);
  planning::CatalogueSet set;
  std::string role;
  reader.Read("name", set.name);
  reader.Read("role", role);
  reader.Read("rows", set.rows);
  // Data sets imported before there were oracles do not say.
  if (reader.Find("copies") != nullptr) reader.Read("copies", set.copies);
  if (reader.ok() && !ParseRole(role, set.role))
    return InvalidArgument("{}.role: \"{}\" is not a role", path, role);
  ReadMetrics(reader, set.metrics);
  // Other members are for the trainer: only what a plan needs is looked at.
  if (!reader.ok()) return reader.Finish();
  return set;
}

}  // namespace

StatusOr<planning::CatalogueDataset> ReadDatasetDescription(std::string_view description) {
  SRNET_ASSIGN_OR_RETURN(const json::Value document, json::Parse(description));
  json::ObjectReader reader(document, "dataset.json");
  planning::CatalogueDataset dataset;
  reader.Read("task", dataset.task);
  const json::Array* labels = reader.ReadArray("labels");
  const json::Array* sets = reader.ReadArray("sets");
  if (!reader.ok()) return reader.Finish();
  for (const json::Value& label : *labels) {
    const auto* text = std::get_if<std::string>(&label.data);
    if (text == nullptr) return InvalidArgument("dataset.json.labels: expected strings");
    dataset.labels.push_back(*text);
  }
  for (std::size_t i = 0; i < sets->size(); ++i) {
    SRNET_ASSIGN_OR_RETURN(planning::CatalogueSet set,
                           ReadSet((*sets)[i], fmt::format("dataset.json.sets[{}]", i)));
    dataset.sets.push_back(std::move(set));
  }
  return dataset;
}

planning::Catalogue ToPlanner(const std::vector<storage::CatalogueEntry>& entries) {
  planning::Catalogue catalogue;
  for (const storage::CatalogueEntry& entry : entries) {
    if (entry.kind == storage::CatalogueKind::kModel) {
      catalogue.models.push_back({entry.name, entry.digest});
    } else if (entry.kind == storage::CatalogueKind::kVectors) {
      catalogue.vectors.push_back({entry.name, entry.digest});
    } else if (auto dataset = ReadDatasetDescription(entry.description); dataset.ok()) {
      dataset->name = entry.name;
      dataset->digest = entry.digest;
      catalogue.datasets.push_back(*std::move(dataset));
    }
  }
  return catalogue;
}

v1::CatalogueEntry ToProto(const storage::CatalogueEntry& entry) {
  v1::CatalogueEntry shown;
  shown.set_kind(ToProto(entry.kind));
  shown.set_name(entry.name);
  shown.set_tree_sha256(entry.digest.ToHex());
  shown.set_description(entry.description);
  *shown.mutable_create_time() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(entry.created.time_since_epoch().count());
  return shown;
}

}  // namespace srnet::app
