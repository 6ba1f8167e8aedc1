#include "worker/trainer/row_predictions.h"

#include <ATen/ATen.h>

#include <utility>

#include "model/evaluation/set_logits.h"
#include "worker/trainer/stop_signal.h"

namespace srnet::trainer {

StatusOr<bias::Predictions> PredictTrainingRows(StageContext& context, const ModelInputs& inputs,
                                                const encoder::Weights& weights, encoder::Precision precision,
                                                std::string card) {
  const data::TokenisedSet& rows = inputs.training_set();
  std::int64_t reported = 0;
  const auto after = [&](std::int64_t done) {
    context.reporter.Progress("predict", done, static_cast<std::int64_t>(rows.rows()),
                              done - std::exchange(reported, done));
    return StopRequested();
  };
  SRNET_ASSIGN_OR_RETURN(const at::Tensor logits,
                         evaluation::SetLogits({weights, inputs.config, precision}, rows, after));
  const at::Tensor log_probabilities = at::log_softmax(logits, 1).contiguous();
  const auto* values = log_probabilities.const_data_ptr<float>();
  return bias::Predictions{.classes = static_cast<std::size_t>(inputs.classes()),
                           .log_probabilities = {values, values + log_probabilities.numel()},
                           .card = std::move(card)};
}

}  // namespace srnet::trainer
