#include "model/prune/mask_adam_twin.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "model/optim/adamw.h"
#include "model/prune/mask_scores.h"

namespace srnet::prune {
namespace {

std::vector<float> Widened(const kernels::BFloat16* values, std::size_t size) {
  std::vector<float> widened(size);
  std::transform(values, values + size, widened.begin(),
                 [](kernels::BFloat16 value) { return kernels::Load(value); });
  return widened;
}

}  // namespace

void MaskAdamTwin(const kernels::cuda::MaskAdam& step) {
  const auto size = static_cast<std::size_t>(step.size);
  const std::vector<float> weight = Widened(step.weight, size);
  const std::vector<float> effective_gradient = Widened(step.effective_gradient, size);
  std::vector<float> effective(size);
  UpdateScores({.weight = weight,
                .effective_gradient = effective_gradient,
                .scores = {step.scores, size},
                .first_moment = {step.first_moment, size},
                .second_moment = {step.second_moment, size},
                .effective = effective},
               *step.threshold,
               {.beta1 = step.beta1,
                .one_minus_beta1 = step.one_minus_beta1,
                .beta2 = step.beta2,
                .one_minus_beta2 = step.one_minus_beta2,
                .epsilon = step.epsilon,
                .step_size = *step.step_size,
                .gradient_scale = *step.gradient_scale});
  for (std::size_t i = 0; i < size; ++i) kernels::Store(effective[i], step.effective[i]);
}

}  // namespace srnet::prune
