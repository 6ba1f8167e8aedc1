#include "model/tasks/raw_rows.h"

#include <fmt/ranges.h>

namespace srnet::tasks {

void BadRows::Add(std::string_view file, std::size_t line, std::string_view reason) {
  ++count;
  if (first.size() < kReported) first.push_back(fmt::format("{}:{}: {}", file, line, reason));
}

Status RefuseBadRows(const BadRows& bad_rows, std::string_view file) {
  if (bad_rows.count == 0) return absl::OkStatus();
  return InvalidArgument("{} has {} bad rows, the first of them:\n  {}", file, bad_rows.count,
                         fmt::join(bad_rows.first, "\n  "));
}

}  // namespace srnet::tasks
