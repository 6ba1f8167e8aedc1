#include "model/tokenizer/utf8.h"

#include <utf8proc.h>

#include <cstring>

namespace srnet::tokenizer {
namespace {

// The next code point and its length; a negative code point when the bytes are not UTF-8.
struct Decoded {
  CodePoint code_point;
  std::size_t bytes;
};

Decoded Decode(std::string_view text) {
  utf8proc_int32_t code_point = -1;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (bytes <= 0) return {-1, 1};
  return {code_point, static_cast<std::size_t>(bytes)};
}

}  // namespace

CodePoint TakeCodePoint(std::string_view& text) {
  const auto [code_point, bytes] = Decode(text);
  text.remove_prefix(bytes);
  return code_point < 0 ? kReplacement : code_point;
}

void AppendUtf8(CodePoint code_point, std::string& text) {
  utf8proc_uint8_t bytes[4];
  const auto count = utf8proc_encode_char(code_point, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    const auto [code_point, bytes] = Decode(text);
    if (code_point < 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

bool IsAscii(std::string_view text) {
  // Eight bytes at a time: nearly every row is ASCII, so this is the check that must be cheap.
  std::uint64_t high_bits = 0;
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), sizeof(word));
    high_bits |= word;
    text.remove_prefix(sizeof(word));
  }
  for (const char character : text) high_bits |= static_cast<unsigned char>(character);
  return (high_bits & 0x8080808080808080u) == 0;
}

}  // namespace srnet::tokenizer
