// Which words and pairs of neighbouring words a text has: features of a model that sees one text alone.
//
// Words are lower-cased OverlapTokens. A word or pair is a column when at least two distinct texts of the
// rows have it, so that no column can single out a text. Columns are numbered in alphabetical order, and a
// row is scaled to length 1, so that long texts count no more than short ones. Any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/bias/sparse_rows.h"

namespace srnet::bias {

// One row for each text.
SparseRows NgramRows(std::span<const std::string* const> texts);

}  // namespace srnet::bias
