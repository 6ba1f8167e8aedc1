#include "coordinator/planning/given_stages.h"

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/stage/canonical.h"
#include "coordinator/planning/stage_graph.h"
#include "coordinator/planning/sweep_id.h"

namespace srnet::planning {
namespace {

class GivenStages {
 public:
  explicit GivenStages(Plan& plan) : plan_(plan), graph_(plan) {}

  Status Add(const std::string& text) {
    SRNET_ASSIGN_OR_RETURN(const stage::Stage stage, stage::ParseStage(text));
    SRNET_ASSIGN_OR_RETURN(const std::vector<PlannedInput> inputs, InputsOf(stage));
    const std::size_t before = plan_.stages.size();
    const std::uint32_t position = graph_.Add(stage.work, inputs, stage.sources, Effort());
    PlannedStage& planned = plan_.stages[position];
    if (position != before) return InvalidArgument("stage {} is there twice", planned.key.digest.ToHex());
    if (planned.canonical != text)
      return InvalidArgument("is not in its canonical form, which is {}", planned.canonical);
    planned.model = Digest();  // By the model a stage is measured.
    positions_.emplace(planned.key.digest, position);
    is_read_.push_back(false);
    for (const PlannedInput& input : inputs) is_read_[input.stage] = true;
    return Status();
  }

  void AddPoints() {
    for (std::uint32_t i = 0; i < is_read_.size(); ++i) {
      if (is_read_[i]) continue;
      Point& point = plan_.points.emplace_back();
      point.stage = i;
      point.values.fill(kNoValue);
    }
  }

 private:
  StatusOr<std::vector<PlannedInput>> InputsOf(const stage::Stage& stage) {
    std::vector<PlannedInput> inputs;
    for (const stage::Input& input : stage.inputs) {
      const auto found = positions_.find(input.stage.digest);
      if (found == positions_.end()) {
        return InvalidArgument("reads stage {}, which does not stand before it", input.stage.digest.ToHex());
      }
      inputs.push_back({found->second, graph_.Keep(input.role), graph_.Keep(input.artifact)});
    }
    return inputs;
  }

  Plan& plan_;
  StageGraph graph_;
  std::unordered_map<Digest, std::uint32_t> positions_;
  std::vector<bool> is_read_;  // Aligned with the plan's stages.
};

}  // namespace

StatusOr<Plan> PlanStages(const std::string& name, std::span<const std::string> texts) {
  if (name.empty()) return InvalidArgument("name: a sweep needs one");
  if (texts.empty()) return InvalidArgument("stages: there is none");
  Plan plan;
  plan.name = name;
  GivenStages stages(plan);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    SRNET_RETURN_IF_ERROR(Annotate(stages.Add(texts[i]), fmt::format("stages[{}]", i)));
  }
  stages.AddPoints();
  plan.sweep_id = SweepIdOf(plan);
  return plan;
}

}  // namespace srnet::planning
