// What exactly is wrong with an input, carried inside a status for programs to read; the message says it for
// people.
//
// A status keeps them as an absl payload: they survive being passed on, not being annotated. Any thread.
#pragma once

#include <string>
#include <vector>

#include "common/status/status.h"

namespace srnet {

struct Violation {
  std::string field;  // Where, for example "specification:3:9" (line and column).
  std::string description;
  bool operator==(const Violation&) const = default;
};

// The same status with the violations. The status must not be OK.
Status WithViolations(Status status, const std::vector<Violation>& violations);

// Empty when it carries none.
std::vector<Violation> ViolationsOf(const Status& status);

}  // namespace srnet
