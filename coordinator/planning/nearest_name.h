// Guesses what a misspelt name was meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace srnet::planning {

// The known name with the fewest inserted, removed or replaced characters, when those are few enough to be a
// slip; else empty. The first of equals wins.
std::string_view NearestName(std::string_view name, const std::vector<std::string_view>& known);

// "; did you mean \"epochs\"?" or, without a near one, "; known are a, b, c". Nothing when nothing is known.
std::string Suggestion(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace srnet::planning
