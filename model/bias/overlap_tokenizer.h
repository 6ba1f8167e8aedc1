// The words that lexical overlap is counted in: sentences, then Treebank words, then a further split at
// punctuation.
//
// Sentences end at ".", "?" or "!" before a space and a capital letter, digit or opening quote, unless the
// word is a title or an initial ("Mr.", "J."). Within a Treebank word every dash, closing bracket, connector,
// symbol and other punctuation character becomes a token of its own, except "'", "." and ",", which the
// Treebank rules have placed, and
// "''", which stays whole. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace srnet::bias {

std::vector<std::string_view> SplitSentences(std::string_view text);

std::vector<std::string> OverlapTokens(std::string_view text);

// Character by character, as Unicode 15 maps single characters.
std::string LowerCase(std::string_view token);

}  // namespace srnet::bias
