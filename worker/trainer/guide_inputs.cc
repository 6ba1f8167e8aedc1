#include <ATen/ATen.h>

#include <algorithm>
#include <string_view>

#include "model/bias/predictions.h"
#include "model/data/tokenised_dataset.h"
#include "worker/trainer/model_inputs.h"

namespace srnet::trainer {
namespace {

// The log-probabilities in the input of that role, [rows, K] float32.
StatusOr<at::Tensor> LoadPredictions(const StageContext& context, const ModelInputs& inputs,
                                     std::string_view role) {
  SRNET_ASSIGN_OR_RETURN(const auto path, context.Input(role));
  SRNET_ASSIGN_OR_RETURN(const bias::Predictions predictions,
                         bias::ReadPredictions(path, data::RowsDigest(inputs.training_set())));
  if (static_cast<std::int64_t>(predictions.classes) != inputs.classes()) {
    return InvalidArgument("{}: predicts {} classes, but the training set has {}", path.native(),
                           predictions.classes, inputs.classes());
  }
  at::Tensor log_probabilities =
      at::empty({static_cast<std::int64_t>(predictions.rows()), inputs.classes()}, at::kFloat);
  std::copy(predictions.log_probabilities.begin(), predictions.log_probabilities.end(),
            log_probabilities.mutable_data_ptr<float>());
  return log_probabilities;
}

}  // namespace

StatusOr<loss::Guides> LoadGuides(const StageContext& context, const ModelInputs& inputs, stage::Loss loss) {
  loss::Guides guides;
  if (loss != stage::Loss::kStd) {
    SRNET_ASSIGN_OR_RETURN(guides.bias, LoadPredictions(context, inputs, "bias"));
  }
  if (loss == stage::Loss::kConfReg) {
    SRNET_ASSIGN_OR_RETURN(guides.teacher, LoadPredictions(context, inputs, "teacher"));
  }
  return guides;
}

}  // namespace srnet::trainer
