#include "coordinator/planning/preset.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "coordinator/planning/nearest_name.h"

namespace srnet::planning {
namespace {

constexpr std::string_view kMergedKey = "overrides";

void Relocate(YamlNode& node, Place place) {
  node.place = place;
  for (YamlNode& item : node.items) Relocate(item, place);
  for (YamlMember& member : node.members) {
    member.place = place;
    Relocate(member.value, place);
  }
}

// Adds the members of `below` that `above` lacks, at every level.
void MergeUnder(YamlNode& above, const YamlNode& below) {
  if (above.kind != YamlNode::Kind::kMap || below.kind != YamlNode::Kind::kMap) return;
  for (const YamlMember& member : below.members) {
    const auto same = std::ranges::find(above.members, member.key, &YamlMember::key);
    if (same == above.members.end()) {
      above.members.push_back(member);
    } else {
      MergeUnder(same->value, member.value);
    }
  }
}

const Preset* FindPreset(const YamlNode& name, Problems& problems) {
  std::vector<std::string_view> known;
  for (const Preset& preset : Presets()) {
    if (name.kind == YamlNode::Kind::kScalar && preset.name == name.scalar) return &preset;
    known.push_back(preset.name);
  }
  problems.Add(name.place,
               fmt::format("spec: {} is no preset{}", Describe(name), Suggestion(name.scalar, known)));
  return nullptr;
}

}  // namespace

void ApplyPreset(YamlNode& document, Problems& problems) {
  const auto spec = std::ranges::find(document.members, kPresetKey, &YamlMember::key);
  if (spec == document.members.end()) return;
  const YamlNode name = std::move(spec->value);
  document.members.erase(spec);
  const Preset* preset = FindPreset(name, problems);
  if (preset == nullptr) return;
  std::optional<YamlNode> below = LoadYaml(preset->text, problems);
  if (!below) return;
  Relocate(*below, name.place);
  for (YamlMember& member : below->members) {
    const auto same = std::ranges::find(document.members, member.key, &YamlMember::key);
    if (same == document.members.end()) {
      document.members.push_back(std::move(member));
    } else if (member.key == kMergedKey) {
      MergeUnder(same->value, member.value);
    }
  }
}

}  // namespace srnet::planning
