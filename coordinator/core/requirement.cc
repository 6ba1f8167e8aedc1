#include "coordinator/core/requirement.h"

#include <algorithm>
#include <utility>

namespace srnet::core {

RequirementIndex RequirementOf(State& state, StageIndex stage) {
  Requirement alternatives;
  bool anywhere = false;
  state.stage_sweeps.ForEach(state[stage].sweeps, [&](SweepIndex sweep) {
    if (state[sweep].state == SweepState::kCancelled) return;
    const Labels& labels = state[sweep].execution.labels;
    if (labels.empty()) {
      anywhere = true;
    } else if (!anywhere) {
      alternatives.insert(labels);
    }
  });
  if (anywhere || alternatives.empty()) return RequirementIndex::kAnywhere;
  // The first of `requirements` has the number 1.
  const auto next = static_cast<RequirementIndex>(state.requirements.size() + 1);
  const auto [entry, is_new] = state.requirement_by_content.try_emplace(alternatives, next);
  if (is_new) state.requirements.push_back(std::move(alternatives));
  return entry->second;
}

bool Carries(const Labels& carried, const Labels& required) {
  return std::includes(carried.begin(), carried.end(), required.begin(), required.end());
}

bool Fulfils(const State& state, WorkerIndex worker, RequirementIndex requirement) {
  if (requirement == RequirementIndex::kAnywhere) return true;
  const Requirement& alternatives = state.requirements[Position(requirement) - 1];
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const Labels& labels) { return Carries(state[worker].labels, labels); });
}

std::string ToText(const Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) {
    if (!text.empty()) text += ", ";
    text += key + "=" + value;
  }
  return text;
}

std::string ToText(const State& state, RequirementIndex requirement) {
  std::string text;
  if (requirement == RequirementIndex::kAnywhere) return text;
  for (const Labels& labels : state.requirements[Position(requirement) - 1]) {
    if (!text.empty()) text += ", or ";
    text += ToText(labels);
  }
  return text;
}

}  // namespace srnet::core
