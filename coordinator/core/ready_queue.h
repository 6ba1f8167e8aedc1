// The stages that could be granted now, kept in the order in which they are.
//
// Levels by priority, highest first; in a level the lines of each owner, one per requirement (requirement.h),
// so that no stage hides another from a worker that lacks its labels; in a line the longest remaining path
// first, then age (the position of the stage). A second index of each line finds the stages of one start
// model among those of equal path. Insert and Erase are O(log n). Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "coordinator/core/ids.h"
#include "coordinator/core/stage.h"

namespace srnet::core {

// The waiting stages of one owner at one priority that may run on the same workers.
class ReadyLine {
 public:
  void Insert(StageIndex index, const Stage& stage);
  void Erase(StageIndex index, const Stage& stage);
  bool empty() const { return by_age_.empty(); }
  std::size_t size() const { return by_age_.size(); }
  bool Contains(StageIndex index, const Stage& stage) const {
    return by_age_.contains({UrgencyOf(stage), index});
  }

  // The oldest stage of the longest path among those that `accepts`.
  template <typename Accepts>
  std::optional<StageIndex> FrontThat(const Accepts& accepts) const {
    for (const auto& [urgency, index] : by_age_) {
      if (accepts(index)) return index;
    }
    return std::nullopt;
  }
  // The oldest stage of the longest path, if it starts from `model`. The line must not be empty.
  std::optional<StageIndex> FrontWith(StartModel model) const;

 private:
  // Path lengths are complemented, so that the longest sorts first.
  using Urgency = std::uint32_t;
  static Urgency UrgencyOf(const Stage& stage) { return ~stage.path_length; }

  std::set<std::pair<Urgency, StageIndex>> by_age_;
  std::set<std::tuple<Urgency, StartModel, StageIndex>> by_model_;  // Those with a start model.
};

class ReadyQueue {
 public:
  using Lines = std::map<RequirementIndex, ReadyLine>;
  using Level = std::map<OwnerIndex, Lines>;

  // Files the stage under its priority, owner, requirement, path length and start model. They must not change
  // while it is here.
  void Insert(StageIndex index, const Stage& stage);
  void Erase(StageIndex index, const Stage& stage);

  bool empty() const { return levels_.empty(); }
  std::size_t size() const { return size_; }
  // Highest priority first. Nothing in it is empty.
  const std::map<std::int32_t, Level, std::greater<>>& levels() const { return levels_; }

 private:
  std::map<std::int32_t, Level, std::greater<>> levels_;
  std::size_t size_ = 0;
};

}  // namespace srnet::core
