// The room one thread needs for one head of one sequence: float32 copies of its operands and its matrices of
// m queries by n keys.
#pragma once

#include <cstdint>
#include <vector>

#include "model/kernels/small_product.h"

namespace srnet::attention {

// Widths are padded for kernels::Product; what is past the real width is zero where Product reads it.
struct HeadBuffers {
  // Makes room for sequences of up to that length. Keeps the memory when it is large enough, with whatever is
  // in it.
  void Fit(std::int64_t max_length, std::int64_t head_size) {
    const std::int64_t square = max_length * kernels::PaddedWidth(max_length);
    const std::int64_t panel = kernels::PaddedWidth(max_length) * kernels::PaddedWidth(head_size);
    const auto size = static_cast<std::size_t>(4 * square + 8 * panel);
    if (storage.size() < size) storage.resize(size);
    float* next = storage.data();
    for (float** matrix : {&probabilities, &kept, &dropped, &grad_scores}) {
      *matrix = next;
      next += square;
    }
    for (float** matrix :
         {&query, &key, &value, &key_transposed, &value_transposed, &output, &grad_output, &product}) {
      *matrix = next;
      next += panel;
    }
  }

  std::vector<float> storage;
  // `kept` is dense [m, n]; query is scaled.
  float *probabilities, *kept, *dropped, *grad_scores;  // [m, padded n]
  float *query, *key, *value;                           // [m, padded d_h], then [n, padded d_h]
  float *key_transposed, *value_transposed;             // [d_h, padded n]
  float *output, *grad_output, *product;                // [m, padded d_h], product [n, padded d_h]
};

}  // namespace srnet::attention
