// Stages by key: adding one that is there already gives the same index, which is how points come to share
// work.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/digest/digest.h"
#include "common/stage/stage.h"
#include "coordinator/planning/plan.h"

namespace srnet::planning {

// What running a stage takes.
struct Effort {
  std::int64_t steps = 0;
  std::int64_t examples = 0;
};

// Fills the stages and inputs of a plan, which must outlive it and gets stages from nobody else.
class StageGraph {
 public:
  explicit StageGraph(Plan& plan);

  // Makes room for about so many stages.
  void Reserve(std::size_t stages);

  // The name of an artifact, kept as long as the plan.
  std::string_view Keep(std::string artifact);

  // `inputs` and `sources` are sorted by role.
  std::uint32_t Add(const stage::Work& work, std::span<const PlannedInput> inputs,
                    const std::vector<stage::Source>& sources, Effort effort);

 private:
  Plan& plan_;
  std::shared_ptr<std::set<std::string>> artifact_names_;
  std::unordered_map<Digest, std::uint32_t> index_;
  stage::Stage scratch_;   // These two are kept, so that
  std::string canonical_;  // their memory is.
};

}  // namespace srnet::planning
