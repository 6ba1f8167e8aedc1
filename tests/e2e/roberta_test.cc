// RoBERTa through the real programs: another tokenizer, other positions, and a head that is drawn.
#include <gmock/gmock.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/e2e/installation.h"

namespace srnet::testing {
namespace {

using ::nlohmann::json;
using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Pointwise;
using ::testing::SizeIs;

// The values of a metric of a set, or of a group of neither, at each point in turn.
using Values = std::map<std::vector<std::string>, std::map<int, double>>;

Values ValuesOf(const std::string& rows) {
  Values values;
  std::istringstream lines(rows);
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    values[{row.at("set"), row.at("metric"), row.at("group")}][row.at("point")] = row.at("value");
  }
  return values;
}

std::vector<double> InOrder(const std::map<int, double>& by_point) {
  std::vector<double> values;
  for (const auto& [point, value] : by_point) values.push_back(value);
  return values;
}

TEST(Roberta, EveryPipelineHasItsResultsAndASubnetworkInIsolationAHeadThatIsDense) {
  Installation installation;
  installation.StartWorker();
  installation.ImportRoberta();

  installation.RunSweep(EveryPipeline("tiny-roberta"));

  Values values = ValuesOf(installation.Srnet({"results", "last", "--groups", "--format", "jsonl"}));
  for (const char* set : {"dev", "ood"}) {
    EXPECT_THAT(InOrder(values[{set, "accuracy", ""}]), AllOf(SizeIs(7), Each(AllOf(Ge(0), Le(1)))));
  }
  // Two full models, two masks, the ladder, its ticket in isolation, and a mask of the pre-trained model.
  // A ladder's ten parts are rounded, so its half is one within a thousandth.
  const auto expect_sparsities = [&](const char* matrix, const std::vector<double>& expected) {
    EXPECT_THAT(InOrder(values[{"", "sparsity", matrix}]), Pointwise(DoubleNear(0.002), expected)) << matrix;
  };
  expect_sparsities("roberta.encoder.layer.1.output.dense.weight", {0, 0, 0.5, 0.5, 0.5, 0.5, 0.5});
  expect_sparsities("classifier.dense.weight", {0, 0, 0.5, 0.5, 0.5, 0, 0.5});
  expect_sparsities("classifier.out_proj.weight", {0, 0, 0.5, 0.5, 0, 0, 0.5});
}

}  // namespace
}  // namespace srnet::testing
