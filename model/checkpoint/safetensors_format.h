// What reader and writer of safetensors files agree on. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace srnet::checkpoint {

inline constexpr std::uint64_t kLengthBytes = 8;  // little-endian length of the header
inline constexpr std::uint64_t kMaxHeaderBytes = std::uint64_t{16} << 20;
inline constexpr std::string_view kMetadataKey = "__metadata__";

// "F32" <-> at::kFloat and so on; nothing for what the other side does not know.
std::optional<at::ScalarType> DtypeOfName(std::string_view name);
std::optional<std::string_view> NameOfDtype(at::ScalarType dtype);

}  // namespace srnet::checkpoint
