#include "model/encoder/initialize.h"

#include <ATen/ATen.h>

#include "model/kernels/normal.h"

namespace srnet::encoder {
namespace {

// Streams of the normal generator. A whole model uses one per parameter, from kFirstParameter on.
constexpr std::uint32_t kClassifier = 0;
constexpr std::uint32_t kPooler = 1;
constexpr std::uint32_t kFirstParameter = 16;

at::Tensor Normal(at::IntArrayRef shape, double deviation, std::uint64_t seed, std::uint32_t stream) {
  at::Tensor tensor = at::empty(shape, at::kFloat);
  kernels::FillNormal(seed, stream, deviation,
                      {tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(tensor.numel())});
  return tensor;
}

Linear FreshLinear(const BertConfig& config, std::int64_t rows, std::uint64_t seed, std::uint32_t stream) {
  return {.weight = Normal({rows, config.hidden_size}, config.initializer_range, seed, stream),
          .bias = at::zeros({rows}, at::kFloat)};
}

bool IsNormScale(const std::string& name) { return name.ends_with("LayerNorm.weight"); }

}  // namespace

Linear FreshClassifier(const BertConfig& config, std::int64_t labels, std::uint64_t seed) {
  return FreshLinear(config, labels, seed, kClassifier);
}

Linear FreshPooler(const BertConfig& config, std::uint64_t seed) {
  return FreshLinear(config, config.hidden_size, seed, kPooler);
}

Weights FreshWeights(const BertConfig& config, std::int64_t labels, std::uint64_t seed) {
  Weights weights = UndefinedWeights(config);
  const std::vector<Parameter> parameters = Parameters(weights);
  const auto shapes = ParameterShapes(config, labels);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (shapes[i].size() == 2) {
      *parameters[i].tensor =
          Normal(shapes[i], config.initializer_range, seed, kFirstParameter + static_cast<std::uint32_t>(i));
    } else {
      *parameters[i].tensor = at::full(shapes[i], IsNormScale(parameters[i].name) ? 1.0 : 0.0, at::kFloat);
    }
  }
  weights.pooler = FreshPooler(config, seed);
  weights.classifier = FreshClassifier(config, labels, seed);
  return weights;
}

}  // namespace srnet::encoder
