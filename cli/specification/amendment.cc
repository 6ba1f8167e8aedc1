#include "cli/specification/amendment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/json/write.h"

namespace srnet::cli {
namespace {

constexpr std::string_view kPresetPrefix = "preset/";

// A text of JSON is one of YAML, and on one line.
std::string Quoted(std::string_view text) {
  std::string quoted;
  json::AppendString(quoted, text);
  return quoted;
}

}  // namespace

bool NamesPreset(std::string_view file) { return file.substr(0, kPresetPrefix.size()) == kPresetPrefix; }

std::string PresetSpecification(std::string_view preset) { return fmt::format("spec: {}\n", Quoted(preset)); }

std::string Amended(std::string text, const Amendment& amendment) {
  std::string lines;
  if (!amendment.model.empty()) {
    const std::string model = Quoted(amendment.model);
    lines += amendment.model_is_path ? fmt::format("model: {{path: {}}}\n", model)
                                     : fmt::format("model: {}\n", model);
  }
  if (!amendment.tasks.empty()) {
    std::vector<std::string> tasks;
    for (const std::string& task : amendment.tasks) tasks.push_back(Quoted(task));
    lines += fmt::format("tasks: [{}]\n", fmt::join(tasks, ", "));
  }
  if (!amendment.seeds.empty()) lines += fmt::format("seeds: [{}]\n", fmt::join(amendment.seeds, ", "));
  if (amendment.scale != 0) lines += fmt::format("scale: {}\n", amendment.scale);
  if (!lines.empty() && !text.empty() && text.back() != '\n') text += '\n';
  return text + lines;
}

}  // namespace srnet::cli
