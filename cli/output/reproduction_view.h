// Whether a result came out as it was, for people and for programs. Pure.
#pragma once

#include <string>

#include "cli/output/reproduction.h"

namespace srnet::cli {

// A line for each product and each number of a whole set, and for those of parts that differ, with digests
// cut to 12 characters; then a sentence that says how much is equal and, where not all is, what has changed
// of where it ran.
std::string ShowReproduction(const Reproduction& reproduction);

// {"equal":false,"changes":["torch: ..."],"stages":[{"stage_key":...,"kind":...,"equal":...,
//  "products":[{"name":...,"then":...,"now":...,"equal":...}],"numbers":[...]}]}; what is absent is null.
std::string ReproductionJson(const Reproduction& reproduction);

}  // namespace srnet::cli
