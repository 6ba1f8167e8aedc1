// Splits a sentence into words as the Penn Treebank does: "don't" is do + n't, punctuation stands alone.
//
//   He said, "I can't pay $5."   ->   He said , `` I ca n't pay $ 5 . ''
//
// The rules are the published ones of NLTK's TreebankWordTokenizer (after R. MacIntyre's sed script), applied
// in the same order; tokens equal NLTK's (tests/model/bias/reference). Bytes from 0x80 on count as letters.
// Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace srnet::bias {

// Only the full stop at the very end is split off, so a text is cut into sentences first.
std::vector<std::string> TreebankTokens(std::string_view sentence);

}  // namespace srnet::bias
