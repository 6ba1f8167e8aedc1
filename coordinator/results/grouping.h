// Models by some of their coordinates. Pure, any thread. Internal to coordinator/results.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "coordinator/results/models.h"

namespace srnet::results {

// INVALID_ARGUMENT: an axis is named twice, is empty, or is the seed, over which all statistics go.
Status CheckAxes(const std::vector<std::string>& axes);

// The coordinates of the model on these axes, in their order; those that it has not are left out.
storage::Coordinates Projection(const Model& model, const std::vector<std::string>& axes);

// INVALID_ARGUMENT if two models have the same projection and other coordinates. `what` is the field that
// named the axes.
Status CheckTellApart(std::span<const Model> models, const std::vector<std::string>& axes,
                      std::string_view what);

// The first axis on which the two differ, with both values: "loss (poe, std)". Empty if there is none.
std::string Difference(const Model& a, const Model& b);

// "method=mask sparsity=0.5", for messages.
std::string Describe(const storage::Coordinates& coordinates);

}  // namespace srnet::results
