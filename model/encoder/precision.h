// Which number format the matrix products run in.
//
// kFloat32 is the reference: with a fixed thread count the same inputs give the same bits. kBFloat16 keeps
// float32 master weights, multiplies bfloat16 copies with float32 accumulation, stores activations in
// bfloat16 and takes LayerNorm and softmax statistics in float32; gradients reach the float32 leaves in
// float32.
#pragma once

#include <string_view>

#include "common/status/status.h"

namespace srnet::encoder {

enum class Precision { kFloat32, kBFloat16 };

// "float32", "bf16", or "auto": bf16 where the CPU multiplies it natively (AVX512-BF16 or AMX), float32
// elsewhere. INVALID_ARGUMENT for any other word.
StatusOr<Precision> ParsePrecision(std::string_view word);

std::string_view PrecisionName(Precision precision);  // "float32", "bf16"

}  // namespace srnet::encoder
