#include <algorithm>
#include <optional>

#include "coordinator/planning/map_reader.h"
#include "coordinator/planning/nearest_name.h"
#include "coordinator/planning/preset.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {
namespace {

void RefuseBothWarmups(const ScheduleOverride& schedule, Problems& problems) {
  if (!schedule.warmup || !schedule.warmup_steps) return;
  problems.Add(schedule.warmup->place, "warmup and warmup_steps exclude each other");
}

template <typename Override>
void RefuseBothWarmups(const ByLoss<Override>& overrides, Problems& problems) {
  RefuseBothWarmups(overrides.every.schedule, problems);
  for (const Override& of : overrides.of) RefuseBothWarmups(of.schedule, problems);
}

void RefuseBothWarmups(const TaskOverride& task, Problems& problems) {
  RefuseBothWarmups(task.finetune, problems);
  RefuseBothWarmups(task.mask, problems);
  RefuseBothWarmups(task.oracle, problems);
  RefuseBothWarmups(task.retrain, problems);
}

void RefuseUnknownTask(const Placed<std::string>& task, const Specification& specification,
                       Problems& problems) {
  std::vector<std::string_view> known = {"bias", "finetune", "imp", "mask", "oracle", "retrain"};
  for (const Placed<std::string>& written : specification.tasks) {
    if (written.value == task.value) return;
    known.push_back(written.value);
  }
  problems.Add(task.place,
               fmt::format("overrides.{}: is neither a kind of training nor a task of this sweep{}",
                           task.value, Suggestion(task.value, known)));
}

}  // namespace

bool Has(const Specification& specification, Compat compat) {
  return std::ranges::any_of(specification.compat,
                             [&](const Placed<Compat>& placed) { return placed.value == compat; });
}

Specification ParseSpecification(std::string_view yaml, Problems& problems) {
  Specification specification;
  std::optional<YamlNode> document = LoadYaml(yaml, problems);
  if (!document) return specification;
  ApplyPreset(*document, problems);
  if (!problems.empty()) return specification;  // What a preset would have given would seem to be missing.
  MapReader reader(*document, "", problems);
  DescribeFields(reader, specification);
  reader.Know(kPresetKey);
  reader.RefuseUnclaimed();
  RefuseBothWarmups(specification.overrides.every, problems);
  for (const NamedTaskOverride& task : specification.overrides.tasks) {
    RefuseUnknownTask(task.task, specification, problems);
    RefuseBothWarmups(task.fields, problems);
  }
  return specification;
}

}  // namespace srnet::planning
