// A smaller dense model in place of one whose attention heads and feed-forward units are masked: what a
// structured mask is for, since zeros inside a matrix save no time. So far only measured, by
// tests/bench/encoder_bench: exports keep the zeros.
//
// A head adds nothing to its layer when its columns of the attention output are all 0, a feed-forward unit
// when its column of the output is. Such units are cut out: their rows and biases of query, key and value, or
// of the intermediate matrix, and those columns. Every layer keeps one head and one unit at least. The logits
// are those of the masked model up to the rounding of sums.
//
// The result has its own storage; layers may differ in width, which the encoder reads from the matrices
// (encoder/weights.h). Any thread.
#pragma once

#include <cstdint>

#include "model/encoder/weights.h"

namespace srnet::prune {

encoder::Weights Shrink(const encoder::Weights& weights, std::int64_t head_size);

}  // namespace srnet::prune
