// What this trainer computes with, as it is recorded beside a result.
#pragma once

#include "common/stage/stage.h"
#include "common/trainer_protocol/event.h"

namespace srnet::trainer {

// Call after the number of threads was set.
trainer_protocol::Engine EngineFor(const stage::Stage& stage);

}  // namespace srnet::trainer
