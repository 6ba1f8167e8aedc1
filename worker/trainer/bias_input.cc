#include <ATen/ATen.h>

#include <algorithm>

#include "model/bias/predictions.h"
#include "model/data/tokenised_dataset.h"
#include "worker/trainer/model_inputs.h"

namespace srnet::trainer {

StatusOr<at::Tensor> LoadBias(const StageContext& context, const ModelInputs& inputs, stage::Loss loss) {
  if (loss == stage::Loss::kStd) return at::Tensor();
  SRNET_ASSIGN_OR_RETURN(const auto path, context.Input("bias"));
  SRNET_ASSIGN_OR_RETURN(const bias::Predictions predictions,
                         bias::ReadPredictions(path, data::RowsDigest(inputs.training_set())));
  if (static_cast<std::int64_t>(predictions.classes) != inputs.classes()) {
    return InvalidArgument("{}: predicts {} classes, but the training set has {}", path.native(),
                           predictions.classes, inputs.classes());
  }
  at::Tensor bias = at::empty({static_cast<std::int64_t>(predictions.rows()), inputs.classes()}, at::kFloat);
  std::copy(predictions.log_probabilities.begin(), predictions.log_probabilities.end(),
            bias.mutable_data_ptr<float>());
  return bias;
}

}  // namespace srnet::trainer
