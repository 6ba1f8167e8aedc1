// The clipping factor of every tensor from the squared norms of their gradients: one for all, or each its
// own.
//
// ABORTED when a norm is not finite. Any thread.
#pragma once

#include <vector>

#include "common/status/status.h"
#include "model/training/trained_model.h"

namespace srnet::training {

StatusOr<std::vector<double>> ClipFactors(const ClippingRule& rule, const std::vector<double>& squared_norms);

}  // namespace srnet::training
