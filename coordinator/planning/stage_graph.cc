#include "coordinator/planning/stage_graph.h"

#include <string>
#include <utility>

#include "common/digest/sha256.h"
#include "common/stage/canonical.h"

namespace srnet::planning {

StageGraph::StageGraph(Plan& plan) : plan_(plan), artifact_names_(std::make_shared<std::set<std::string>>()) {
  plan_.artifact_names = artifact_names_;
}

std::string_view StageGraph::Keep(std::string artifact) {
  return *artifact_names_->insert(std::move(artifact)).first;
}

void StageGraph::Reserve(std::size_t stages) {
  plan_.stages.reserve(stages);
  index_.reserve(stages);
}

std::uint32_t StageGraph::Add(const stage::Work& work, std::span<const PlannedInput> inputs,
                              const std::vector<stage::Source>& sources, Effort effort) {
  scratch_.work = work;
  scratch_.sources = sources;
  scratch_.inputs.resize(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    scratch_.inputs[i].role = inputs[i].role;
    scratch_.inputs[i].stage = plan_.stages[inputs[i].stage].key;
    scratch_.inputs[i].artifact = inputs[i].artifact;
  }
  stage::CanonicalInto(scratch_, canonical_);
  const Digest digest = DigestOf(canonical_);
  const auto next = static_cast<std::uint32_t>(plan_.stages.size());
  const auto [known, inserted] = index_.try_emplace(digest, next);
  if (!inserted) return known->second;
  PlannedStage& stage = plan_.stages.emplace_back();
  stage.key = {digest};
  stage.canonical = canonical_;
  stage.first_input = static_cast<std::uint32_t>(plan_.inputs.size());
  stage.input_count = static_cast<std::uint8_t>(inputs.size());
  stage.kind = static_cast<std::uint8_t>(work.index());
  if (const stage::Source* model = stage::FindSource(scratch_, "model")) stage.model = model->digest;
  stage.steps = effort.steps;
  stage.examples = effort.examples;
  plan_.inputs.insert(plan_.inputs.end(), inputs.begin(), inputs.end());
  return next;
}

}  // namespace srnet::planning
