// The stages of a plan and what they read, as text for programs that draw graphs. Pure.
#pragma once

#include <string>

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::cli {

// Graphviz. Stages that the store has are grey.
std::string ToDot(const v1::PlanResponse& plan);

// Mermaid, which Markdown viewers draw. Stages that the store has are grey.
std::string ToMermaid(const v1::PlanResponse& plan);

}  // namespace srnet::cli
