// Reads fields from bytes that may end too soon: after the first read past the end every read yields zero or
// nothing and ok() is false, so a parser checks once per record instead of once per field. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace srnet::prune {

class ByteCursor {
 public:
  explicit ByteCursor(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::uint64_t left() const { return bytes_.size(); }

  // Little-endian, `size` <= 8 bytes.
  std::uint64_t Integer(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view bytes = Bytes(size);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    }
    return value;
  }

  // A view into the bytes given to the constructor.
  std::string_view Bytes(std::uint64_t size) {
    if (!ok_ || size > bytes_.size()) {
      ok_ = false;
      bytes_ = {};
      return {};
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace srnet::prune
