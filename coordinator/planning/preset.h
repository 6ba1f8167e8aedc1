// Specifications that come with the program: `spec: preset/fig2` and so on.
//
// Each is a whole specification of a figure or table of the paper, in presets/<name>.yaml. A user's document
// that names one is read on top of it: its members take the place of the preset's, those of `overrides` one
// by one. Any thread.
#pragma once

#include <string_view>
#include <vector>

#include "coordinator/planning/yaml_node.h"

namespace srnet::planning {

inline constexpr std::string_view kPresetKey = "spec";

struct Preset {
  std::string_view name;  // "preset/fig2".
  std::string_view text;
};

const std::vector<Preset>& Presets();

// Replaces a member `spec` by what it names. What comes from the preset has the place of that member, because
// a user can only change it there.
void ApplyPreset(YamlNode& document, Problems& problems);

}  // namespace srnet::planning
