#include "model/encoder/products.h"

#include <ATen/ATen.h>

namespace srnet::encoder {

at::Tensor InTypeOf(const at::Tensor& activations, const at::Tensor& parameter) {
  return parameter.to(activations.scalar_type());
}

at::Tensor Project(const at::Tensor& x, const at::Tensor& weight) { return at::mm(x, weight.t()); }

at::Tensor InputGradient(const at::Tensor& g, const at::Tensor& weight) { return at::mm(g, weight); }

at::Tensor WeightGradient(const at::Tensor& g, const at::Tensor& x) {
  return at::mm(g.t(), x).to(at::kFloat);
}

}  // namespace srnet::encoder
