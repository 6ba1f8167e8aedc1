#include "model/checkpoint/safetensors_format.h"

#include <array>
#include <utility>

namespace srnet::checkpoint {
namespace {

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 8> kDtypes = {{{"F64", at::kDouble},
                                                                                 {"F32", at::kFloat},
                                                                                 {"F16", at::kHalf},
                                                                                 {"BF16", at::kBFloat16},
                                                                                 {"I64", at::kLong},
                                                                                 {"I32", at::kInt},
                                                                                 {"U8", at::kByte},
                                                                                 {"BOOL", at::kBool}}};

}  // namespace

std::optional<at::ScalarType> DtypeOfName(std::string_view name) {
  for (const auto& [known, dtype] : kDtypes) {
    if (known == name) return dtype;
  }
  return std::nullopt;
}

std::optional<std::string_view> NameOfDtype(at::ScalarType dtype) {
  for (const auto& [name, known] : kDtypes) {
    if (known == dtype) return name;
  }
  return std::nullopt;
}

}  // namespace srnet::checkpoint
