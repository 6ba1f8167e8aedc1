#include "model/encoder/precision.h"

namespace srnet::encoder {
namespace {

// Every CPU with AMX-BF16 has AVX512-BF16 too.
bool MultipliesBFloat16Natively() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace

StatusOr<Precision> ParsePrecision(std::string_view word) {
  if (word == "float32") return Precision::kFloat32;
  if (word == "bf16") return Precision::kBFloat16;
  if (word == "auto") return MultipliesBFloat16Natively() ? Precision::kBFloat16 : Precision::kFloat32;
  return InvalidArgument("precision '{}' is unknown; use auto, bf16 or float32", word);
}

std::string_view PrecisionName(Precision precision) {
  return precision == Precision::kFloat32 ? "float32" : "bf16";
}

}  // namespace srnet::encoder
