// The two file formats of natural language inference: MultiNLI as in GLUE, and HANS.
//
// Both are UTF-8, tab separated, without quoting, with a header line and an optional byte order mark.
//
//   MNLI  column 0 index, 8 sentence1, 9 sentence2, last gold_label; `labels` are those of NliLabels
//   HANS  gold_label, sentence1, sentence2, pairID, heuristic, subcase by header name;
//         `labels` are HansLabels
//
// A row is bad when it has too few columns, a label that is not one of these (GLUE writes "-" for no
// agreement) or bytes that are not UTF-8. InvalidArgument when the header is not that of the format. Any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/data/raw_rows.h"

namespace srnet::data {

const std::vector<std::string>& NliLabels();   // contradiction, entailment, neutral
const std::vector<std::string>& HansLabels();  // non-entailment, entailment

// Row ids are `id_prefix` + "-" + the index column. `file` is what messages call the text.
StatusOr<RawRows> ParseMnli(std::string_view text, std::string_view file, std::string_view id_prefix);

// Groups of each row are heuristic and subcase. The parses and the template are not kept.
StatusOr<RawRows> ParseHans(std::string_view text, std::string_view file);

}  // namespace srnet::data
