#include "worker/trainer/model_inputs.h"

namespace srnet::trainer {

StatusOr<at::Tensor> LoadBias(const StageContext&, const ModelInputs&, stage::Loss loss) {
  if (loss == stage::Loss::kStd) return at::Tensor();
  return Unimplemented("the loss poe needs a bias model");
}

}  // namespace srnet::trainer
