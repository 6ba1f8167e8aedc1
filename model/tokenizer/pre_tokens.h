// A text cut into the pieces within which byte pairs are merged.
//
//   "I don't  know 42!"  ->  I | _don | 't | _ | _know | _42 | !          (_ is a space)
//
// At each place the first of these that matches (Radford et al. 2019, released encoder):
//
//   1. 's 't 're 've 'm 'll 'd
//   2. an optional space, then letters (Unicode L*)
//   3. an optional space, then numbers (N*)
//   4. an optional space, then anything else that is no white space
//   5. white space up to the last before something else, which is left for the next piece
//   6. one white space
//
// Pieces are views that together are the whole text. Bytes that are not UTF-8 count as "anything else". Any
// thread.
#pragma once

#include <string_view>

namespace srnet::tokenizer {

// Takes the first piece off `text`, which must not be empty.
std::string_view TakePreToken(std::string_view& text);

}  // namespace srnet::tokenizer
