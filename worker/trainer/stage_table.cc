#include "worker/trainer/stage_table.h"

#include <array>
#include <variant>

#include "common/stage/names.h"

namespace srnet::trainer {
namespace {

using Run = Status (*)(StageContext&);

Status RefuseKind(StageContext& context) {
  return Unimplemented("this trainer cannot run the kind {}", stage::KindName(context.request.stage.work));
}

// In the order of the alternatives of stage::Work.
constexpr std::array<Run, std::variant_size_v<stage::Work>> kStages = {
    RunImportDataset, RunBiasModel, RunFinetune, RunMaskTrain, RunImp,
    RunEvaluate,      RefuseKind,   RefuseKind,  RefuseKind};

bool Knows(stage::Loss loss) { return loss == stage::Loss::kStd || loss == stage::Loss::kPoe; }

template <typename Work>
bool Knows(const Work& work) {
  if constexpr (requires { work.optimisation; }) {
    return Knows(work.loss) && work.optimisation.selection_metric == stage::SelectionMetric::kAccuracy;
  } else {
    return true;
  }
}
bool Knows(const stage::ImportDataset& work) { return !work.oracle; }
bool Knows(const stage::Finetune& work) { return Knows(work.loss) && work.snapshot_steps.empty(); }
bool Knows(const stage::MaskTrain& work) {
  return Knows(work.loss) && work.initial_sparsity == work.sparsity &&
         work.initialisation == stage::Initialisation::kHard && work.scope == stage::Scope::kPerMatrix &&
         work.structure == stage::Structure::kWeights && work.control_interval == 0 && work.prune_pooler &&
         work.prune_classifier && !work.inclusive_threshold && !work.gradual_reset_to_initial;
}
bool Knows(const stage::Imp& work) {
  return Knows(work.loss) && work.rewind == stage::Rewind::kNone && work.scope == stage::Scope::kPerMatrix &&
         work.prune_pooler && !work.prune_classifier;
}
bool Knows(const stage::Evaluate& work) { return !work.fresh_classifier; }

// The stages below the table do only some of what a stage can say; another choice is not ignored.
Status CheckChoices(const stage::Work& work) {
  if (std::visit([](const auto& fields) { return Knows(fields); }, work)) return absl::OkStatus();
  return Unimplemented("this trainer cannot run {} with these options", stage::KindName(work));
}

}  // namespace

Status RunStage(StageContext& context) {
  SRNET_RETURN_IF_ERROR(CheckChoices(context.request.stage.work));
  return kStages[context.request.stage.work.index()](context);
}

}  // namespace srnet::trainer
