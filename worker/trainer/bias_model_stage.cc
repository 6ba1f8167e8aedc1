#include "worker/trainer/stage_table.h"

namespace srnet::trainer {

Status RunBiasModel(StageContext&) { return Unimplemented("bias_model"); }

}  // namespace srnet::trainer
