// The JSON Schema of a specification, for editors: docs/specification.schema.json is its text.
#pragma once

#include <string>

namespace srnet::planning {

// JSON Schema 2020-12, indented, with a line feed at the end. A function of fields.h alone.
std::string SpecificationSchema();

}  // namespace srnet::planning
