#include "common/stage/consistency.h"

#include <string_view>

namespace srnet::stage {
namespace {

constexpr std::string_view kShallowModel = "shallow_model";

bool Has(const Stage& stage, std::string_view role) { return FindInput(stage, role) != nullptr; }

template <typename Work>
Status CheckFields(const Stage&, const Work&, const std::string&) {
  return Status();
}

Status CheckFields(const Stage& stage, const BiasModel& work, const std::string& prefix) {
  if ((work.features == kShallowModel) == (FindSource(stage, "model") != nullptr)) return Status();
  return InvalidArgument("{}sources: the role \"model\" goes with the features {} and with no other", prefix,
                         kShallowModel);
}

Status CheckFields(const Stage&, const MaskTrain& work, const std::string& prefix) {
  if (work.initial_sparsity <= work.sparsity) return Status();
  return InvalidArgument("{}work.initial_sparsity: must not be above sparsity ({})", prefix, work.sparsity);
}

Status CheckFields(const Stage& stage, const Imp& work, const std::string& prefix) {
  if (work.levels >= work.segments) {
    return InvalidArgument("{}work.levels: must be below segments ({})", prefix, work.segments);
  }
  if (work.rewind == Rewind::kPretrained && Has(stage, "checkpoint")) {
    return InvalidArgument(
        "{}work.rewind: a ladder that starts from a checkpoint cannot rewind to pretrained", prefix);
  }
  return Status();
}

Status CheckFields(const Stage& stage, const OneShot& work, const std::string& prefix) {
  if (!work.prune_classifier || Has(stage, "checkpoint")) return Status();
  return InvalidArgument("{}work.prune_classifier: the pre-trained model has no classifier", prefix);
}

Status CheckFields(const Stage& stage, const Retrain& work, const std::string& prefix) {
  if ((work.level > 0) == (FindInput(stage, "mask")->artifact == "levels")) return Status();
  return InvalidArgument("{}work.level: goes with the artifact \"levels\" of a ladder and with no other",
                         prefix);
}

Status CheckFields(const Stage& stage, const Evaluate& work, const std::string& prefix) {
  if (!Has(stage, "checkpoint") && !Has(stage, "mask")) {
    return InvalidArgument("{}inputs: evaluate needs the role \"checkpoint\", \"mask\" or both", prefix);
  }
  if (work.fresh_classifier && Has(stage, "checkpoint")) {
    return InvalidArgument("{}work.fresh_classifier: the checkpoint has a classifier", prefix);
  }
  return Status();
}

}  // namespace

Status CheckConsistency(const Stage& stage, const std::string& path) {
  const std::string prefix = path.empty() ? "" : path + ".";
  const auto check = [&](const auto& work) {
    if constexpr (requires { work.loss; }) {
      if ((work.loss != Loss::kStd) != Has(stage, "bias")) {
        return InvalidArgument("{}inputs: the role \"bias\" goes with every loss but std", prefix);
      }
      if ((work.loss == Loss::kConfReg) != Has(stage, "teacher")) {
        return InvalidArgument("{}inputs: the role \"teacher\" goes with the loss conf_reg and with no other",
                               prefix);
      }
    }
    return CheckFields(stage, work, prefix);
  };
  return std::visit(check, stage.work);
}

}  // namespace srnet::stage
