#include "model/export/cut_layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <vector>

#include "tests/support/status_matchers.h"

namespace srnet::model_export {
namespace {

using srnet::testing::Fails;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Shape = std::vector<std::int64_t>;

// One layer of hidden size 2 with two heads of size 1 and three feed-forward units.
class CutLayersTest : public ::testing::Test {
 protected:
  CutLayersTest() {
    for (const std::string name : {"attention.self.query", "attention.self.key", "attention.self.value"}) {
      values_[name + ".weight"] = {{2, 2}, {1, 2, 3, 4}};
      values_[name + ".bias"] = {{2}, {5, 6}};
    }
    values_["attention.output.dense.weight"] = {{2, 2}, {1, 2, 3, 4}};
    values_["attention.output.dense.bias"] = {{2}, {7, 8}};
    values_["intermediate.dense.weight"] = {{3, 2}, {1, 2, 3, 4, 5, 6}};
    values_["intermediate.dense.bias"] = {{3}, {7, 8, 9}};
    values_["output.dense.weight"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
  }

  StatusOr<LayerWidths> Cut() {
    for (const auto& [name, tensor] : values_) {
      const std::string_view bytes(reinterpret_cast<const char*>(tensor.second.data()),
                                   tensor.second.size() * sizeof(float));
      EXPECT_TRUE(output_.Add({.name = kPrefix + name, .shape = tensor.first}, bytes).ok());
    }
    return CutLayers(shape_, output_);
  }

  Shape ShapeOf(const std::string& name) { return output_.Find(kPrefix + name)->shape; }
  std::vector<float> ValuesOf(const std::string& name) {
    const std::string_view bytes = output_.BytesOf(kPrefix + name);
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

  const std::string kPrefix = "bert.encoder.layer.0.";
  std::map<std::string, std::pair<Shape, std::vector<float>>> values_;
  LayerShape shape_{
      .family = "bert", .hidden_size = 2, .head_size = 1, .widths = {.heads = {2}, .units = {3}}};
  TensorOutput output_;
};

TEST_F(CutLayersTest, AHeadWhoseColumnsAreZeroGoesWithItsRowsAndBiases) {
  values_["attention.output.dense.weight"].second = {0, 2, -0.0f, 4};
  const auto widths = Cut();
  EXPECT_THAT(widths->heads, ElementsAre(1));
  EXPECT_THAT(widths->units, ElementsAre(3));
  for (const std::string name : {"attention.self.query", "attention.self.key", "attention.self.value"}) {
    EXPECT_THAT(ShapeOf(name + ".weight"), ElementsAre(1, 2));
    EXPECT_THAT(ValuesOf(name + ".weight"), ElementsAre(3, 4));
    EXPECT_THAT(ValuesOf(name + ".bias"), ElementsAre(6));
  }
  EXPECT_THAT(ShapeOf("attention.output.dense.weight"), ElementsAre(2, 1));
  EXPECT_THAT(ValuesOf("attention.output.dense.weight"), ElementsAre(2, 4));
  EXPECT_THAT(ValuesOf("attention.output.dense.bias"), ElementsAre(7, 8));
}

TEST_F(CutLayersTest, AFeedForwardUnitWhoseColumnIsZeroGoesWithItsRowAndBias) {
  values_["output.dense.weight"].second = {1, 0, 3, 4, 0, 6};
  EXPECT_THAT(Cut()->units, ElementsAre(2));
  EXPECT_THAT(ValuesOf("intermediate.dense.weight"), ElementsAre(1, 2, 5, 6));
  EXPECT_THAT(ValuesOf("intermediate.dense.bias"), ElementsAre(7, 9));
  EXPECT_THAT(ValuesOf("output.dense.weight"), ElementsAre(1, 3, 4, 6));
}

TEST_F(CutLayersTest, ALayerKeepsOneHeadAndOneUnitAtLeast) {
  values_["attention.output.dense.weight"].second.assign(4, 0);
  values_["output.dense.weight"].second.assign(6, 0);
  const auto widths = Cut();
  EXPECT_THAT(widths->heads, ElementsAre(1));
  EXPECT_THAT(widths->units, ElementsAre(1));
}

TEST_F(CutLayersTest, ZerosThatAreSpreadCutNothingOutAndAreRefused) {
  values_["output.dense.weight"].second = {1, 0, 3, 4, 5, 0};
  EXPECT_THAT(Cut(), Fails(StatusCode::kInvalidArgument, HasSubstr("structure: heads_and_units")));
}

TEST_F(CutLayersTest, ATensorOfAnotherShapeIsNamed) {
  values_["output.dense.weight"].first = {3, 2};
  EXPECT_THAT(Cut(), Fails(StatusCode::kInvalidArgument,
                           HasSubstr("layer.0.output.dense.weight is [3, 2], not [2, 3]")));
}

}  // namespace
}  // namespace srnet::model_export
