// What is wrong with a specification: the problems of its YAML text, under the names used here.
#pragma once

#include "common/yaml/problem.h"

namespace srnet::planning {

using yaml::Place;
using yaml::Placed;
using yaml::Problem;
using yaml::Problems;

}  // namespace srnet::planning
