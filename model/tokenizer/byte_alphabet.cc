#include "model/tokenizer/byte_alphabet.h"

#include <array>
#include <cstddef>

#include "model/tokenizer/utf8.h"

namespace srnet::tokenizer {
namespace {

constexpr CodePoint kFirstStandIn = 0x100;
constexpr std::size_t kBytes = 256;
constexpr std::size_t kStandIns = 68;

constexpr bool StandsForItself(std::size_t byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xFF && byte != 0xAD);
}

struct Alphabet {
  std::array<CodePoint, kBytes> character{};           // of a byte
  std::array<unsigned char, kStandIns> stand_in_of{};  // U+0100 + i stands for this byte
};

constexpr Alphabet MakeAlphabet() {
  Alphabet alphabet;
  std::size_t stand_ins = 0;
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    if (StandsForItself(byte)) {
      alphabet.character[byte] = static_cast<CodePoint>(byte);
    } else {
      alphabet.stand_in_of[stand_ins] = static_cast<unsigned char>(byte);
      alphabet.character[byte] = kFirstStandIn + static_cast<CodePoint>(stand_ins++);
    }
  }
  return alphabet;
}

constexpr Alphabet kAlphabet = MakeAlphabet();

}  // namespace

std::string CharacterOfByte(unsigned char byte) {
  std::string character;
  AppendUtf8(kAlphabet.character[byte], character);
  return character;
}

std::optional<std::string> BytesOfToken(std::string_view token) {
  std::string bytes;
  while (!token.empty()) {
    const auto c = static_cast<std::size_t>(TakeCodePoint(token));
    if (c < kBytes && StandsForItself(c)) {
      bytes += static_cast<char>(c);
    } else if (c >= kFirstStandIn && c < kFirstStandIn + kStandIns) {
      bytes += static_cast<char>(kAlphabet.stand_in_of[c - kFirstStandIn]);
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

}  // namespace srnet::tokenizer
