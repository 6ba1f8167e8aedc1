#include "model/evaluation/set_logits.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "model/encoder/encoder.h"
#include "model/evaluation/length_batches.h"
#include "model/evaluation/pack_rows.h"

namespace srnet::evaluation {

StatusOr<at::Tensor> SetLogits(const Classifier& classifier, const data::TokenisedSet& set,
                               const AfterBatch& after, std::size_t token_budget) {
  const at::NoGradGuard no_gradients;
  const std::int64_t classes = classifier.weights.classifier.bias.numel();
  at::Tensor logits = at::empty({static_cast<std::int64_t>(set.rows()), classes}, at::kFloat);
  auto* out = logits.mutable_data_ptr<float>();
  std::int64_t done = 0;
  for (const auto& rows : LengthBatches(set, token_budget)) {
    const at::Tensor part =
        encoder::Logits(classifier.weights, classifier.config, PackRows(set, rows), {}, classifier.precision)
            .contiguous();
    const float* values = part.const_data_ptr<float>();
    if (!std::all_of(values, values + part.numel(), [](float value) { return std::isfinite(value); }))
      return Aborted("the logits of {} are not finite", set.name());
    for (const std::uint32_t row : rows) {
      std::copy_n(values, classes, out + static_cast<std::int64_t>(row) * classes);
      values += classes;
    }
    done += static_cast<std::int64_t>(rows.size());
    if (after && after(done) && done < logits.size(0)) {
      return Cancelled("stopped after {} of {} rows of {}", done, set.rows(), set.name());
    }
  }
  return logits;
}

}  // namespace srnet::evaluation
