#include "common/digest/digest.h"

#include <cstring>

namespace srnet {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

int HexValue(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

}  // namespace

StatusOr<Digest> Digest::Parse(std::string_view hex) {
  if (hex.size() != 2 * kBytes) {
    return InvalidArgument("a SHA-256 digest has {} hexadecimal characters, \"{}\" has {}", 2 * kBytes,
                           hex.substr(0, 80), hex.size());
  }
  Bytes bytes;
  for (std::size_t i = 0; i < kBytes; ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return InvalidArgument("the digest \"{}\" has a character that is not hexadecimal", hex);
    }
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return Digest(bytes);
}

std::string Digest::ToHex() const {
  std::string hex(2 * kBytes, '\0');
  for (std::size_t i = 0; i < kBytes; ++i) {
    hex[2 * i] = kHexDigits[bytes_[i] >> 4];
    hex[2 * i + 1] = kHexDigits[bytes_[i] & 15];
  }
  return hex;
}

}  // namespace srnet

std::size_t std::hash<srnet::Digest>::operator()(const srnet::Digest& digest) const noexcept {
  std::size_t word = 0;
  std::memcpy(&word, digest.bytes().data(), sizeof(word));
  return word;
}
