// What is wrong with a text in YAML, and where: every problem is found before any is reported.
//
// Plain values, any thread.
#pragma once

#include <string>
#include <vector>

#include "common/status/status.h"

namespace srnet::yaml {

// A position in the text, from 1. Line 0 is "nowhere".
struct Place {
  int line = 0;
  int column = 0;
};

// A value and where it was written.
template <typename T>
struct Placed {
  T value{};
  Place place;
};

struct Problem {
  Place place;
  std::string message;
  StatusCode code = StatusCode::kInvalidArgument;
};

// "line 3, column 5: message".
std::string ToText(const Problem& problem);

class Problems {
 public:
  void Add(Place place, std::string message, StatusCode code = StatusCode::kInvalidArgument);

  bool empty() const { return found_.empty(); }
  const std::vector<Problem>& found() const { return found_; }  // In the order of the text.

  // OK when there are none. The code is that of the problems when they agree, else INVALID_ARGUMENT; the
  // message is one line a problem.
  Status ToStatus() const;

 private:
  std::vector<Problem> found_;
};

}  // namespace srnet::yaml
