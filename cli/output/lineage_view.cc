#include "cli/output/lineage_view.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

#include "cli/output/provenance.h"
#include "cli/output/words.h"
#include "common/stage/canonical.h"

namespace srnet::cli {
namespace {

std::string Short(const std::string& digest) { return digest.substr(0, 12); }

// "srnet 0.1.0, torch 2.11.0, float32, cpu (x86-64 AVX2), worker node-1"
std::string ShowProvenance(const std::string& provenance) {
  const Provenance fields = ReadProvenance(provenance);
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{}{}", text.empty() ? "" : ", ", name, value);
  };
  add("srnet ", FieldOf(fields, "version"));
  add("torch ", FieldOf(fields, "torch"));
  add("", FieldOf(fields, "precision"));
  const std::string model = FieldOf(fields, "device_model");
  add("", FieldOf(fields, "device") + (model.empty() ? "" : " (" + model + ")"));
  add("worker ", FieldOf(fields, "worker"));
  return text;
}

// The entries of the catalogue that the stage reads. A stage of another version of the program may not be
// told.
std::string ShowSources(const std::string& canonical) {
  const auto stage = stage::ParseStage(canonical);
  std::string text;
  if (!stage.ok()) return text;
  for (const stage::Source& source : stage->sources)
    text += fmt::format("  reads  {} {}\n", source.role, Short(source.digest.ToHex()));
  return text;
}

}  // namespace

std::string ShowLineage(const v1::GetLineageResponse& lineage) {
  std::map<std::string, const v1::Stage*> stages;
  for (const v1::GetLineageResponse::Node& node : lineage.nodes())
    stages[node.stage().stage_key()] = &node.stage();
  std::string text;
  for (const v1::GetLineageResponse::Node& node : lineage.nodes()) {
    const v1::Stage& stage = node.stage();
    text += fmt::format("{}{} {}  {}\n", text.empty() ? "" : "\n", stage.kind(), Short(stage.stage_key()),
                        StateName(stage.state()));
    if (const std::string by = ShowProvenance(node.provenance()); !by.empty())
      text += "  by     " + by + "\n";
    text += ShowSources(node.canonical());
    for (const std::string& key : stage.input_stage_keys()) {
      const auto input = stages.find(key);
      text += fmt::format("  reads  {} {}\n", input == stages.end() ? "stage" : input->second->kind(),
                          Short(key));
    }
    for (const v1::ArtifactReference& artifact : node.artifacts()) {
      text += fmt::format("  made   {} {} ({})\n", artifact.name(), Short(artifact.sha256()),
                          FormatBytes(artifact.bytes()));
    }
  }
  return text;
}

}  // namespace srnet::cli
