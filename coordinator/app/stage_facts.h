// What the coordinator reads out of a stage's canonical text for itself: a label, a cost, what it starts
// from. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/stage/stage.h"
#include "common/status/status.h"

namespace srnet::app {

struct StageFacts {
  std::string label;        // For people: "mask_train poe 0.7 seed 1".
  std::string start_model;  // The digest of the model folder, empty when it reads none.
  std::uint32_t cost = 1;   // Roughly, in units of an evaluation: what orders stages by remaining path.
  std::vector<stage::Source> sources;
};

// INVALID_ARGUMENT when the text is not a stage of this version of the program.
StatusOr<StageFacts> ReadStageFacts(std::string_view canonical);

}  // namespace srnet::app
