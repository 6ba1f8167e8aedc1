// The data sets and models of the paper, by the names that the presets use and with the sizes of its tables,
// so that a grid can be counted where none of them is imported.
//
// Any thread.
#pragma once

#include <string>
#include <vector>

#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

// "mnli", "qqp" and "fever"; "bert-base-uncased", "bert-large-uncased" and "roberta-base". Their digests
// stand for no content.
const Catalogue& ReferenceCatalogue();

// The catalogue, with the reference's entries that the specification names and the catalogue lacks; says in
// `notices` which these are.
Catalogue WithReferences(const Catalogue& catalogue, const Specification& specification,
                         std::vector<std::string>& notices);

}  // namespace srnet::planning
