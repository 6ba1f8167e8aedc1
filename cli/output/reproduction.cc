#include "cli/output/reproduction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "cli/output/provenance.h"

namespace srnet::cli {
namespace {

using Node = v1::GetLineageResponse::Node;

// What of a provenance can change the bits of a result, and the machine, which stands for all else that can.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kCauses = {{{"version", "srnet"},
                                                                                   {"torch", "torch"},
                                                                                   {"precision", "precision"},
                                                                                   {"device", "device"},
                                                                                   {"device_model", "device"},
                                                                                   {"threads", "threads"},
                                                                                   {"host", "machine"}}};

std::string NumberName(const v1::Metric& metric) {
  std::string name = metric.set().empty() ? metric.metric() : metric.set() + " " + metric.metric();
  if (!metric.group().empty()) name += " of " + metric.group();
  return name;
}

void AddProducts(const Node& then, const Node& now, ComparedStage& stage) {
  std::map<std::string, ComparedProduct> products;
  for (const v1::ArtifactReference& artifact : then.artifacts())
    products[artifact.name()].then = artifact.sha256();
  for (const v1::ArtifactReference& artifact : now.artifacts())
    products[artifact.name()].now = artifact.sha256();
  for (auto& [name, product] : products) {
    product.name = name;
    stage.products.push_back(std::move(product));
  }
}

void AddNumbers(const Node& then, const Node& now, ComparedStage& stage) {
  std::map<std::string, ComparedNumber> numbers;
  const auto at = [&numbers](const v1::Metric& metric) -> ComparedNumber& {
    ComparedNumber& number = numbers[NumberName(metric)];
    number.is_part = !metric.group().empty();
    return number;
  };
  for (const v1::Metric& metric : then.metrics()) at(metric).then = metric.value();
  for (const v1::Metric& metric : now.metrics()) at(metric).now = metric.value();
  for (auto& [name, number] : numbers) {
    number.name = name;
    stage.numbers.push_back(std::move(number));
  }
}

// What one of the two does not say has not changed.
void AddChanges(const Node& then, const Node& now, std::set<std::string>& known,
                std::vector<std::string>& changes) {
  const Provenance before = ReadProvenance(then.provenance());
  const Provenance after = ReadProvenance(now.provenance());
  for (const auto& [key, name] : kCauses) {
    const std::string old = FieldOf(before, key);
    const std::string current = FieldOf(after, key);
    if (old.empty() || current.empty() || old == current) continue;
    std::string change = fmt::format("{}: {} then, {} now", name, old, current);
    if (known.insert(change).second) changes.push_back(std::move(change));
  }
}

template <typename Part>
void Count(const std::vector<Part>& parts, Tally& tally) {
  tally.all += parts.size();
  tally.different += static_cast<std::size_t>(
      std::count_if(parts.begin(), parts.end(), [](const Part& part) { return !IsEqual(part); }));
}

template <typename Part>
bool AreEqual(const std::vector<Part>& parts) {
  return std::all_of(parts.begin(), parts.end(), [](const Part& part) { return IsEqual(part); });
}

}  // namespace

bool IsEqual(const ComparedProduct& product) { return product.then == product.now; }

bool IsEqual(const ComparedNumber& number) { return number.then == number.now; }

bool IsEqual(const ComparedStage& stage) { return AreEqual(stage.products) && AreEqual(stage.numbers); }

bool IsEqual(const Reproduction& reproduction) { return AreEqual(reproduction.stages); }

Reproduction CompareLineages(const v1::GetLineageResponse& then, const v1::GetLineageResponse& now) {
  std::map<std::string, const Node*> run_now;
  for (const Node& node : now.nodes()) run_now.emplace(node.stage().stage_key(), &node);
  const Node none;
  Reproduction reproduction;
  std::set<std::string> known;
  for (const Node& node : then.nodes()) {
    const auto found = run_now.find(node.stage().stage_key());
    const Node& again = found == run_now.end() ? none : *found->second;
    ComparedStage& stage = reproduction.stages.emplace_back();
    stage.key = node.stage().stage_key();
    stage.kind = node.stage().kind();
    AddProducts(node, again, stage);
    AddNumbers(node, again, stage);
    AddChanges(node, again, known, reproduction.changes);
    Count(stage.products, reproduction.products);
    Count(stage.numbers, reproduction.numbers);
  }
  return reproduction;
}

}  // namespace srnet::cli
