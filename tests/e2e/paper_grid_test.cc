// The whole grid of the paper through the real programs: 69 configurations on each of three tasks, on a model
// and on data so small that a training takes a moment.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/e2e/installation.h"
#include "tests/e2e/published_files.h"

namespace srnet::testing {
namespace {

using ::nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

// Ten steps for every training, one for every segment of a ladder; the fine-tunings keep their weights at
// steps 2, 4, 6 and 8. The learning rates of a mask training add up to 0.05, five times as far as a score has
// to move before a mask can be another than that of the magnitudes.
constexpr char kGrid[] = R"(spec: preset/paper
model: tiny
tasks: [mnli, qqp, fever]
seeds: 1
scale: 0.0004
limits: {train_rows: 40, evaluation_rows: 15}
overrides:
  finetune: {epochs: 2, batch_size: 8, evaluation_interval: 5}
  mask: {epochs: 2, batch_size: 8, evaluation_interval: 5, learning_rate: 0.01}
  imp: {epochs: 2, batch_size: 8}
precision: float32
max_length: 48
)";

struct Result {
  std::map<std::string, std::string> coordinates;
  std::set<std::string> metrics;  // "dev accuracy", without groups.
  std::set<std::string> groups;   // Of HANS.
  double sparsity = -1;
};

std::map<int, Result> Results(Installation& installation) {
  std::map<int, Result> results;
  std::istringstream lines(installation.Srnet({"results", "last", "--groups", "--format", "jsonl"}));
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    Result& result = results[row.at("point").get<int>()];
    result.coordinates = row.at("coordinates").get<std::map<std::string, std::string>>();
    const std::string set = row.at("set"), metric = row.at("metric"), group = row.at("group");
    if (group.empty()) result.metrics.insert(set + " " + metric);
    if (set == "hans") result.groups.insert(group);
    if (metric == "sparsity" && group.empty()) result.sparsity = row.at("value");
  }
  return results;
}

std::set<std::string> MetricsOf(const std::string& task) {
  std::set<std::string> names = {" sparsity"};
  const auto add = [&](const std::vector<std::string>& sets, const std::vector<std::string>& metrics) {
    for (const std::string& set : sets) {
      for (const std::string& metric : metrics) names.insert(set + " " + metric);
    }
  };
  if (task == "mnli") {
    add({"dev", "dev-mismatched"}, {"accuracy", "loss"});
    add({"hans"}, {"accuracy"});
  } else if (task == "qqp") {
    add({"dev", "paws-qqp", "paws-wiki"},
        {"accuracy", "f1", "negative_f1", "negative_recall", "positive_recall", "weighted_f1", "loss"});
  } else {
    add({"dev", "symmetric-v1", "symmetric-v2"}, {"accuracy", "loss"});
  }
  return names;
}

void ExpectWhole(const Result& result, const std::string& where) {
  const std::string& task = result.coordinates.at("task");
  EXPECT_THAT(result.metrics, ElementsAreArray(MetricsOf(task))) << where;
  if (task == "mnli") {
    EXPECT_THAT(result.groups, IsSupersetOf({"lexical_overlap/entailment", "subcase:case_1"})) << where;
  }
  EXPECT_NEAR(result.sparsity, std::stod(result.coordinates.at("sparsity")), 0.002) << where;
}

// The weights of the std model of a task under the mask that was trained on it with the loss.
std::string MaskedWeights(Installation& installation, const std::map<int, Result>& results,
                          const std::string& task, const std::string& loss) {
  const std::map<std::string, std::string> wanted = {{"task", task},
                                                     {"pipeline", "finetune_prune"},
                                                     {"finetune_loss", "std"},
                                                     {"method", "mask"},
                                                     {"loss", loss},
                                                     {"sparsity", "0.7"},
                                                     {"seed", "1"}};
  const auto found =
      std::ranges::find_if(results, [&](const auto& entry) { return entry.second.coordinates == wanted; });
  if (found == results.end()) {
    ADD_FAILURE() << "no point of " << json(wanted).dump();
    return {};
  }
  const auto folder = installation.folder() / ("exported-" + task + "-" + loss);
  installation.Srnet({"export", "last/" + std::to_string(found->first), "-o", folder});
  std::ifstream file(folder / "model.safetensors", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Both start from the same weights, so all that can differ is the mask.
void ExpectMasksOfTheirLosses(Installation& installation, const std::map<int, Result>& results) {
  for (const char* task : {"mnli", "qqp", "fever"}) {
    const std::string with_std = MaskedWeights(installation, results, task, "std");
    EXPECT_NE(with_std, "") << task;
    EXPECT_TRUE(with_std != MaskedWeights(installation, results, task, "poe"))
        << task << ": a mask does not depend on the loss that it is trained with";
  }
}

TEST(PaperGrid, EveryConfigurationOnEveryTaskEndsWithItsMetricsAndItsSparsity) {
  Installation installation;
  WritePublishedFiles(installation.folder() / "published");
  for (const auto& [task, name] : {std::pair{"nli", "mnli"}, {"paraphrase", "qqp"}, {"fact", "fever"}}) {
    installation.Srnet(
        {"data", "import", task, installation.folder() / "published", "--name", name, "--strict"});
  }
  installation.StartWorker(2);

  installation.RunSweep(kGrid);

  const std::map<int, Result> results = Results(installation);
  EXPECT_THAT(results, SizeIs(231)) << "77 models on each task: a ladder is reported at four sparsities";
  for (const auto& [point, result] : results) {
    ExpectWhole(result, json(result.coordinates).dump());
  }
  ExpectMasksOfTheirLosses(installation, results);
  // 207 trainings; 6 imports, 3 bias models, 3 teachers and 231 evaluations.
  EXPECT_THAT(installation.TrainerStarts(), SizeIs(450)) << "each stage once";
}

}  // namespace
}  // namespace srnet::testing
