// Coordinates of a point as the text kept in its row, and the fragment that finds one of them in it.
//
//   {"loss","poe"}, {"seed","1"}   <->   [["loss","poe"],["seed","1"]]
//
// Internal to storage/stores.
#pragma once

#include <string>
#include <string_view>

#include "common/status/status.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

// INVALID_ARGUMENT: a key is not of the allowed form or repeats, or a value is not UTF-8.
StatusOr<std::string> CoordinatesText(const Coordinates& coordinates);

// DATA_LOSS: not a text that CoordinatesText wrote.
StatusOr<Coordinates> ParseCoordinates(std::string_view text);

// A text that is part of CoordinatesText(c) exactly when c has this key with this value: the `["` before a
// key cannot come from inside a string, whose quotes are escaped, nor span the end of one, as no key starts
// with punctuation.
StatusOr<std::string> CoordinateFragment(const std::string& key, const std::string& value);

}  // namespace srnet::storage
