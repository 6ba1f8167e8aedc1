// The tasks srnet knows by name, and how a description is found: by that name, or in a file of the user.
//
// The built-in ones are descriptions like any other (model/tasks/descriptions), compiled in. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/status/status.h"
#include "model/tasks/description.h"

namespace srnet::tasks {

struct BuiltinTask {
  std::string_view name;
  std::string_view yaml;
};

std::span<const BuiltinTask> BuiltinTasks();  // "nli", "paraphrase", "fact"

// The text of a description. NotFound, naming the built-in ones, when there is neither a task nor a file of
// that name.
StatusOr<std::string> DescriptionText(const std::string& name_or_file);

// The same, parsed; messages name the file.
StatusOr<TaskDescription> FindDescription(const std::string& name_or_file);

}  // namespace srnet::tasks
