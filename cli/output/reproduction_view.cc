#include "cli/output/reproduction_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/output/table.h"

namespace srnet::cli {
namespace {

constexpr std::size_t kDigits = 12;  // Of a digest, for people.

std::string StageName(const ComparedStage& stage) {
  return fmt::format("{} {}", stage.kind, stage.key.substr(0, kDigits));
}

std::string DigestText(const std::string& digest) {
  return digest.empty() ? "none" : digest.substr(0, kDigits);
}

std::string NumberText(const std::optional<double>& number) {
  return number ? fmt::format("{:.6g}", *number) : "none";
}

std::string ChangeText(const ComparedNumber& number) {
  if (IsEqual(number)) return "equal";
  return number.then && number.now ? fmt::format("{:+.3g}", *number.now - *number.then) : "differs";
}

Table TableOf(const Reproduction& reproduction) {
  Table table;
  table.columns = {{"stage"}, {"product or number"}, {"then", true}, {"now", true}, {"change", true}};
  for (const ComparedStage& stage : reproduction.stages) {
    const std::string name = StageName(stage);
    for (const ComparedProduct& product : stage.products) {
      table.rows.push_back({name, product.name, DigestText(product.then), DigestText(product.now),
                            IsEqual(product) ? "equal" : "differs"});
    }
    for (const ComparedNumber& number : stage.numbers) {
      if (number.is_part && IsEqual(number)) continue;
      table.rows.push_back(
          {name, number.name, NumberText(number.then), NumberText(number.now), ChangeText(number)});
    }
  }
  return table;
}

std::string Verdict(const Reproduction& reproduction) {
  const Tally& products = reproduction.products;
  const Tally& numbers = reproduction.numbers;
  if (IsEqual(reproduction)) {
    return fmt::format("equal: {} products and {} numbers of {} stages, bit for bit", products.all,
                       numbers.all, reproduction.stages.size());
  }
  const auto first = std::find_if(reproduction.stages.begin(), reproduction.stages.end(),
                                  [](const ComparedStage& stage) { return !IsEqual(stage); });
  return fmt::format("different: {} of {} products and {} of {} numbers, from {} on", products.different,
                     products.all, numbers.different, numbers.all, StageName(*first));
}

std::string Causes(const Reproduction& reproduction) {
  if (!reproduction.changes.empty()) return fmt::format("{}", fmt::join(reproduction.changes, "; "));
  if (IsEqual(reproduction)) return "";
  return "versions, device, precision, threads and machine are the same: a training that went on with "
         "another number of threads is not repeatable, which its notices say (srnet lineage); else one of "
         "the two was changed after it had run";
}

nlohmann::json Optional(const std::string& digest) {
  return digest.empty() ? nlohmann::json() : nlohmann::json(digest);
}

nlohmann::json Optional(const std::optional<double>& number) {
  return number ? nlohmann::json(*number) : nlohmann::json();
}

template <typename Part>
nlohmann::json ListOf(const std::vector<Part>& parts) {
  auto list = nlohmann::json::array();
  for (const Part& part : parts) {
    list.push_back({{"name", part.name},
                    {"then", Optional(part.then)},
                    {"now", Optional(part.now)},
                    {"equal", IsEqual(part)}});
  }
  return list;
}

}  // namespace

std::string ShowReproduction(const Reproduction& reproduction) {
  std::string text = Render(TableOf(reproduction)) + "\n" + Verdict(reproduction) + "\n";
  if (const std::string causes = Causes(reproduction); !causes.empty()) text += causes + "\n";
  return text;
}

std::string ReproductionJson(const Reproduction& reproduction) {
  auto stages = nlohmann::json::array();
  for (const ComparedStage& stage : reproduction.stages) {
    stages.push_back({{"stage_key", stage.key},
                      {"kind", stage.kind},
                      {"equal", IsEqual(stage)},
                      {"products", ListOf(stage.products)},
                      {"numbers", ListOf(stage.numbers)}});
  }
  return nlohmann::json(
             {{"equal", IsEqual(reproduction)}, {"changes", reproduction.changes}, {"stages", stages}})
      .dump();
}

}  // namespace srnet::cli
