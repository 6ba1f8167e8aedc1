#include "worker/trainer/stage_table.h"

#include <array>
#include <variant>

namespace srnet::trainer {
namespace {

using Run = Status (*)(StageContext&);

// In the order of the alternatives of stage::Work.
constexpr std::array<Run, std::variant_size_v<stage::Work>> kStages = {
    RunImportDataset, RunBiasModel, RunFinetune, RunMaskTrain, RunImp,
    RunEvaluate,      RunTeacher,   RunOneShot,  RunRetrain};

}  // namespace

Status RunStage(StageContext& context) { return kStages[context.request.stage.work.index()](context); }

}  // namespace srnet::trainer
