#pragma once

#include <zstd.h>

#include <string>

namespace srnet::data {

inline std::string ZstdPacked(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

}  // namespace srnet::data
