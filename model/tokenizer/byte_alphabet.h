// How vocabularies of byte pairs write bytes: each of the 256 as one printable character.
//
// Bytes that are printable in Latin-1 stand for themselves; the other 68 take U+0100, U+0101, ... in order,
// so that a space is written U+0120. Radford et al. 2019 (GPT-2, released encoder), taken over by RoBERTa.
// Any thread.
#pragma once

#include <string>

namespace srnet::tokenizer {

// The character of one byte, in UTF-8.
std::string CharacterOfByte(unsigned char byte);

}  // namespace srnet::tokenizer
