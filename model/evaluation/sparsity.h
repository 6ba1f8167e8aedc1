// How sparse a model is: the fraction of entries of its prunable matrices that are exactly zero.
//
//   group ""              over the six matrices of each layer and the pooler together, not the classifier
//   group "<matrix name>" of each of those matrices and of the classifier, "bert.pooler.dense.weight"
//
// Any thread.
#pragma once

#include <string>
#include <vector>

#include "model/encoder/weights.h"

namespace srnet::evaluation {

struct MatrixSparsity {
  std::string group;
  double value = 0;
};

// Does not change the weights; they are passed as its listing wants them.
std::vector<MatrixSparsity> Sparsities(encoder::Weights& weights);

}  // namespace srnet::evaluation
