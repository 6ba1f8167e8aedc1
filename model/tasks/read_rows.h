// The rows of one published file, laid out as its description says.
//
// A row is bad when a column is missing, its label has no meaning, its id is empty, it is no JSON object, or
// its bytes are not UTF-8; with a header also when it has another number of columns, unless the description
// says that such rows are known. Files are UTF-8, with or without a byte order mark, TSV without any quoting.
// Any thread.
#pragma once

#include <string_view>

#include "common/status/status.h"
#include "model/tasks/description.h"
#include "model/tasks/raw_rows.h"

namespace srnet::tasks {

// `file` is what messages call the text. InvalidArgument when the header lacks a column, or when
// the file has a column or a text by which the description refuses it.
StatusOr<RawRows> ReadRows(std::string_view text, std::string_view file, const SetDescription& set);

}  // namespace srnet::tasks
