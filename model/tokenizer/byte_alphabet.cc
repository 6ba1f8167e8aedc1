#include "model/tokenizer/byte_alphabet.h"

#include <array>
#include <cstddef>

#include "model/tokenizer/utf8.h"

namespace srnet::tokenizer {
namespace {

constexpr CodePoint kFirstStandIn = 0x100;
constexpr std::size_t kBytes = 256;

constexpr bool StandsForItself(std::size_t byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xFF && byte != 0xAD);
}

constexpr std::array<CodePoint, kBytes> CharactersOfBytes() {
  std::array<CodePoint, kBytes> characters{};
  CodePoint stand_in = kFirstStandIn;
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    characters[byte] = StandsForItself(byte) ? static_cast<CodePoint>(byte) : stand_in++;
  }
  return characters;
}

constexpr std::array<CodePoint, kBytes> kCharacters = CharactersOfBytes();

}  // namespace

std::string CharacterOfByte(unsigned char byte) {
  std::string character;
  AppendUtf8(kCharacters[byte], character);
  return character;
}

}  // namespace srnet::tokenizer
