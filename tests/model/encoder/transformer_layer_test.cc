#include "model/encoder/transformer_layer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "model/encoder/initialize.h"

namespace srnet::encoder {
namespace {

class TransformerLayerTest : public ::testing::TestWithParam<bool> {
 protected:
  TransformerLayerTest() { RequireGradients(weights_, true); }

  // What the gradients are taken in: the input, then every parameter of the layer.
  std::vector<at::Tensor> Leaves() {
    std::vector<at::Tensor> leaves = {x_};
    for (const Parameter& parameter : Parameters(weights_)) {
      if (parameter.name.find("encoder.layer.0.") != std::string::npos) leaves.push_back(*parameter.tensor);
    }
    return leaves;
  }

  std::vector<at::Tensor> Gradients(const at::Tensor& rows) {
    return torch::autograd::grad({(rows * weighting_).sum()}, Leaves());
  }

  at::Tensor FirstRowsOfAll() {
    return TransformerLayer(x_, weights_.layers[0], context_).index_select(0, offsets_.slice(0, 0, 4));
  }
  at::Tensor OnFirstTokens() { return LastLayerOnFirstTokens(x_, weights_.layers[0], context_); }

  BertConfig config_{.vocabulary_size = 10,
                     .max_positions = 20,
                     .hidden_size = 24,
                     .layers = 1,
                     .heads = 3,
                     .intermediate_size = 36,
                     .initializer_range = 0.3};
  Weights weights_ = FreshWeights(config_, 3, 11);
  at::Tensor offsets_ = at::tensor({0, 5, 6, 18, 27}, at::kInt);
  at::Tensor x_ = at::sin(at::arange(27 * 24, at::kFloat)).view({27, 24}).requires_grad_(true);
  at::Tensor weighting_ = at::cos(at::arange(4 * 24, at::kFloat)).view({4, 24});
  kernels::Dropout dropout_{.probability = 0.2, .seed = 3, .step = 4, .active = GetParam()};
  LayerContext context_{config_, offsets_, dropout_, 0};
};

TEST_P(TransformerLayerTest, TheLastLayerOnFirstTokensEqualsTheFullLayerAtThoseRows) {
  EXPECT_TRUE(at::allclose(OnFirstTokens(), FirstRowsOfAll(), 1e-5, 1e-6));
}

TEST_P(TransformerLayerTest, TheLastLayerOnFirstTokensHasTheGradientsOfTheFullLayer) {
  const std::vector<at::Tensor> first = Gradients(OnFirstTokens());
  const std::vector<at::Tensor> full = Gradients(FirstRowsOfAll());
  ASSERT_EQ(first.size(), 17u);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(at::allclose(first[i], full[i], 1e-4, 1e-5)) << "leaf " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(WithoutAndWithDropout, TransformerLayerTest, ::testing::Bool());

}  // namespace
}  // namespace srnet::encoder
