#include "coordinator/core/ready_queue.h"

#include "common/status/status.h"

namespace srnet::core {

void ReadyLine::Insert(StageIndex index, const Stage& stage) {
  by_age_.emplace(UrgencyOf(stage), index);
  if (stage.start_model != StartModel::kNone) by_model_.emplace(UrgencyOf(stage), stage.start_model, index);
}

void ReadyLine::Erase(StageIndex index, const Stage& stage) {
  SRNET_CHECK(by_age_.erase({UrgencyOf(stage), index}) == 1);
  by_model_.erase({UrgencyOf(stage), stage.start_model, index});
}

std::optional<StageIndex> ReadyLine::FrontWith(StartModel model) const {
  const Urgency most_urgent = by_age_.begin()->first;
  const auto found = by_model_.lower_bound({most_urgent, model, StageIndex{}});
  if (found == by_model_.end()) return std::nullopt;
  const auto& [urgency, found_model, index] = *found;
  if (urgency != most_urgent || found_model != model) return std::nullopt;
  return index;
}

void ReadyQueue::Insert(StageIndex index, const Stage& stage) {
  levels_[stage.priority][stage.owner][stage.requirement].Insert(index, stage);
  ++size_;
}

void ReadyQueue::Erase(StageIndex index, const Stage& stage) {
  const auto level = levels_.find(stage.priority);
  SRNET_CHECK(level != levels_.end());
  const auto lines = level->second.find(stage.owner);
  SRNET_CHECK(lines != level->second.end());
  const auto line = lines->second.find(stage.requirement);
  SRNET_CHECK(line != lines->second.end());
  line->second.Erase(index, stage);
  --size_;
  if (line->second.empty()) lines->second.erase(line);
  if (lines->second.empty()) level->second.erase(lines);
  if (level->second.empty()) levels_.erase(level);
}

}  // namespace srnet::core
