// The room one thread needs for one head of one sequence: float32 copies of its operands and its n x n
// matrices.
#pragma once

#include <cstdint>
#include <vector>

#include "model/kernels/small_product.h"

namespace srnet::attention {

// Widths are padded for kernels::Product; what is past the real width is zero.
struct HeadBuffers {
  HeadBuffers(std::int64_t max_length, std::int64_t head_size)
      : storage(
            static_cast<std::size_t>(4 * max_length * kernels::PaddedWidth(max_length) +
                                     9 * kernels::PaddedWidth(max_length) * kernels::PaddedWidth(head_size)),
            0.0f) {
    const std::int64_t square = max_length * kernels::PaddedWidth(max_length);
    const std::int64_t panel = kernels::PaddedWidth(max_length) * kernels::PaddedWidth(head_size);
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
  float *probabilities, *kept, *dropped, *grad_scores;  // [n, padded n]; `kept` is dense [n, n]
  float *query, *key, *value;                           // [n, padded d_h]; query is scaled
  float *key_transposed, *value_transposed;             // [d_h, padded n]
  float *output, *grad_output, *product;                // [n, padded d_h]
};

}  // namespace srnet::attention
