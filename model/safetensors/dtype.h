// The number formats of a safetensors file that this project reads and writes. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace srnet::safetensors {

enum class Dtype { kF64, kF32, kF16, kBf16, kI64, kI32, kU8, kBool };

// "F64", ..., "BOOL", as a header writes them.
std::string_view NameOf(Dtype dtype);
std::optional<Dtype> DtypeOfName(std::string_view name);

std::size_t BytesOf(Dtype dtype);
bool IsFloating(Dtype dtype);

}  // namespace srnet::safetensors
