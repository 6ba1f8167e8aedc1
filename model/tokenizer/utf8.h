// UTF-8 to code points and back. Bytes that are not UTF-8 decode to U+FFFD, one per byte. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace srnet::tokenizer {

using CodePoint = std::int32_t;

inline constexpr CodePoint kReplacement = 0xFFFD;

// Takes the first code point off `text`, which must not be empty.
CodePoint TakeCodePoint(std::string_view& text);

void AppendUtf8(CodePoint code_point, std::string& text);

bool IsUtf8(std::string_view text);
bool IsAscii(std::string_view text);

// Length in bytes of the character whose first byte this is, in valid UTF-8.
inline std::size_t CharacterBytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

}  // namespace srnet::tokenizer
