#include "model/tasks/registry.h"

#include <fmt/ranges.h>

#include <vector>

#include "common/files/files.h"

namespace srnet::tasks {
namespace {

constexpr std::uint64_t kMaxBytes = 1 << 20;

}  // namespace

StatusOr<std::string> DescriptionText(const std::string& name_or_file) {
  std::vector<std::string_view> names;
  for (const BuiltinTask& task : BuiltinTasks()) {
    if (task.name == name_or_file) return std::string(task.yaml);
    names.push_back(task.name);
  }
  StatusOr<std::string> text = ReadFile(name_or_file, kMaxBytes);
  if (text.ok() || text.status().code() != StatusCode::kNotFound) return text;
  return NotFound("\"{}\" is neither a file nor one of the built-in tasks {}", name_or_file,
                  fmt::join(names, ", "));
}

StatusOr<TaskDescription> FindDescription(const std::string& name_or_file) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, DescriptionText(name_or_file));
  StatusOr<TaskDescription> task = ParseDescription(text);
  if (!task.ok()) return Annotate(task.status(), name_or_file);
  return task;
}

}  // namespace srnet::tasks
