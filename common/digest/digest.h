// A SHA-256 value: the identity of every artifact and the key of every stage.
//
// 32 bytes with a total order (bytewise), a hash and a lower-case hexadecimal form of 64 characters. A
// default-constructed digest is all zeros, which no content has. Plain value, any thread.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet {

class Digest {
 public:
  static constexpr std::size_t kBytes = 32;
  using Bytes = std::array<std::uint8_t, kBytes>;

  Digest() = default;
  explicit Digest(const Bytes& bytes) : bytes_(bytes) {}

  // Reads 64 hexadecimal characters of either case. InvalidArgument names what is wrong.
  static StatusOr<Digest> Parse(std::string_view hex);

  std::string ToHex() const;
  const Bytes& bytes() const { return bytes_; }
  bool IsZero() const { return bytes_ == Bytes{}; }

  auto operator<=>(const Digest&) const = default;

  template <typename State>
  friend State AbslHashValue(State state, const Digest& digest) {
    return State::combine(std::move(state), digest.bytes_);
  }

 private:
  Bytes bytes_{};
};

}  // namespace srnet

template <>
struct std::hash<srnet::Digest> {
  // The bytes are already uniform, so the first word is a good hash.
  std::size_t operator()(const srnet::Digest& digest) const noexcept;
};
