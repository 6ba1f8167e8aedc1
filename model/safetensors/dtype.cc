#include "model/safetensors/dtype.h"

#include <array>

namespace srnet::safetensors {
namespace {

struct Description {
  std::string_view name;
  std::size_t bytes;
};

// In the order of Dtype.
constexpr std::array<Description, 8> kDtypes = {
    {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"U8", 1}, {"BOOL", 1}}};

const Description& Describe(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)]; }

}  // namespace

std::string_view NameOf(Dtype dtype) { return Describe(dtype).name; }

std::optional<Dtype> DtypeOfName(std::string_view name) {
  for (std::size_t i = 0; i < kDtypes.size(); ++i) {
    if (kDtypes[i].name == name) return static_cast<Dtype>(i);
  }
  return std::nullopt;
}

std::size_t BytesOf(Dtype dtype) { return Describe(dtype).bytes; }

bool IsFloating(Dtype dtype) { return dtype <= Dtype::kBf16; }

}  // namespace srnet::safetensors
