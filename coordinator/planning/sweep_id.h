// What makes two submissions the same sweep: their name and their points, each with the key of the stage
// behind it.
//
// Keys hold every hyper-parameter and the digests of model and data, so a sweep is a new one when a name of
// the catalogue has come to mean other data. The text of the specification, its comments, the order of its
// axes and defaults that are spelled out do not matter. The name does, because people find sweeps by it; a
// second name costs nothing, since the stages are shared.
#pragma once

#include <string>

#include "coordinator/planning/plan.h"

namespace srnet::planning {

// The first 16 hexadecimal digits of the SHA-256 over the name and the points, sorted.
std::string SweepIdOf(const Plan& plan);

}  // namespace srnet::planning
