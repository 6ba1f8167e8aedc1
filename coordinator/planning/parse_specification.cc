#include <algorithm>
#include <concepts>
#include <optional>
#include <utility>

#include "coordinator/planning/fields.h"
#include "coordinator/planning/nearest_name.h"
#include "coordinator/planning/read_value.h"
#include "coordinator/planning/specification.h"
#include "coordinator/planning/yaml_node.h"

namespace srnet::planning {
namespace {

const YamlNode kEmptyMap = [] {
  YamlNode node;
  node.kind = YamlNode::Kind::kMap;
  return node;
}();

// Fills each field it is shown from the member of that name of one mapping.
class MapReader {
 public:
  MapReader(const YamlNode& node, std::string path, Problems& problems);

  template <typename T, typename... Bounds>
  void operator()(const Field& field, T& into, const Bounds&... bounds) {
    known_.push_back(field.name);
    const YamlMember* member = Find(field.name);
    if (member != nullptr) return Read(member->value, PathOf(field.name), into, bounds...);
    if (field.required && map_ != &kEmptyMap)
      problems_.Add(map_->place, fmt::format("{}: is missing", PathOf(field.name)));
  }

  // Members that no field has claimed.
  template <typename Visit>
  void ForEachUnclaimed(const Visit& visit) {
    for (std::size_t i = 0; i < map_->members.size(); ++i) {
      if (!claimed_[i]) visit(map_->members[i]);
    }
  }
  void RefuseUnclaimed();

  std::string PathOf(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  }

 private:
  const YamlMember* Find(std::string_view name);

  template <typename T, typename... Bounds>
  void Read(const YamlNode& node, const std::string& path, T& into, const Bounds&... bounds) {
    ReadValue(node, path, problems_, bounds..., into);
  }
  template <typename T, typename... Bounds>
  void Read(const YamlNode& node, const std::string& path, std::optional<T>& into, const Bounds&... bounds) {
    Read(node, path, into.emplace(), bounds...);
  }
  template <typename T, typename... Bounds>
  void Read(const YamlNode& node, const std::string& path, Placed<T>& into, const Bounds&... bounds) {
    into.place = node.place;
    Read(node, path, into.value, bounds...);
  }
  // One value or a list of them.
  template <typename T, typename... Bounds>
  void Read(const YamlNode& node, const std::string& path, std::vector<Placed<T>>& into,
            const Bounds&... bounds) {
    if (node.kind != YamlNode::Kind::kSequence) return Read(node, path, into.emplace_back(), bounds...);
    if (node.items.empty()) problems_.Add(node.place, fmt::format("{}: needs at least one value", path));
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      Read(node.items[i], fmt::format("{}[{}]", path, i), into.emplace_back(), bounds...);
    }
  }
  template <typename Struct>
  requires requires(MapReader& reader, Struct& fields) { DescribeFields(reader, fields); }
  void Read(const YamlNode& node, const std::string& path, Struct& into) {
    MapReader nested(node, path, problems_);
    DescribeFields(nested, into);
    nested.RefuseUnclaimed();
  }
  template <typename Override>
  void Read(const YamlNode& node, const std::string& path, ByLoss<Override>& into) {
    MapReader nested(node, path, problems_);
    DescribeFields(nested, into.every);
    for (std::size_t i = 0; i < into.of.size(); ++i) nested(Field{stage::kLossNames[i], ""}, into.of[i]);
    nested.RefuseUnclaimed();
  }
  void Read(const YamlNode& node, const std::string& path, ModelReference& into);
  void Read(const YamlNode& node, const std::string& path, std::vector<Block>& into);
  void Read(const YamlNode& node, const std::string& path, Overrides& into);

  const YamlNode* map_;
  std::string path_;
  Problems& problems_;
  std::vector<bool> claimed_;
  std::vector<std::string_view> known_;
};

MapReader::MapReader(const YamlNode& node, std::string path, Problems& problems)
    : map_(&node), path_(std::move(path)), problems_(problems) {
  if (node.kind != YamlNode::Kind::kMap) {
    const std::string subject = path_.empty() ? "the specification" : path_;
    problems.Add(node.place, fmt::format("{}: expected a mapping, got {}", subject, Describe(node)));
    map_ = &kEmptyMap;
  }
  claimed_.resize(map_->members.size());
}

const YamlMember* MapReader::Find(std::string_view name) {
  for (std::size_t i = 0; i < map_->members.size(); ++i) {
    if (map_->members[i].key != name) continue;
    claimed_[i] = true;
    return &map_->members[i];
  }
  return nullptr;
}

void MapReader::RefuseUnclaimed() {
  ForEachUnclaimed([&](const YamlMember& member) {
    problems_.Add(member.place, fmt::format("{}: is not a known key{}", PathOf(member.key),
                                            Suggestion(member.key, known_)));
  });
}

void MapReader::Read(const YamlNode& node, const std::string& path, ModelReference& into) {
  if (node.kind != YamlNode::Kind::kMap) return Read(node, path, into.name);
  MapReader nested(node, path, problems_);
  DescribeFields(nested, into);
  nested.RefuseUnclaimed();
  if (into.name.value.empty() == into.path.value.empty()) {
    problems_.Add(node.place, fmt::format("{}: give either a name or a path", path));
  }
}

void MapReader::Read(const YamlNode& node, const std::string& path, std::vector<Block>& into) {
  if (node.kind != YamlNode::Kind::kSequence || node.items.empty()) {
    problems_.Add(node.place, fmt::format("{}: expected a list of blocks, got {}", path, Describe(node)));
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    Block& block = into.emplace_back();
    block.place = node.items[i].place;
    MapReader nested(node.items[i], fmt::format("{}[{}]", path, i), problems_);
    DescribeFields(nested, block);
    nested.RefuseUnclaimed();
  }
}

// A key is a kind of stage, for every task, or the name of a task; MakePlan knows whether there is such a
// task.
void MapReader::Read(const YamlNode& node, const std::string& path, Overrides& into) {
  MapReader nested(node, path, problems_);
  DescribeFields(nested, into.every);
  nested.ForEachUnclaimed([&](const YamlMember& member) {
    NamedTaskOverride& task = into.tasks.emplace_back();
    task.task = {member.key, member.place};
    Read(member.value, nested.PathOf(member.key), task.fields);
  });
}

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
}

void RefuseUnknownTask(const Placed<std::string>& task, const Specification& specification,
                       Problems& problems) {
  std::vector<std::string_view> known = {"bias", "finetune", "imp", "mask"};
  for (const Placed<std::string>& written : specification.tasks) {
    if (written.value == task.value) return;
    known.push_back(written.value);
  }
  problems.Add(task.place,
               fmt::format("overrides.{}: is neither a kind of training nor a task of this sweep{}",
                           task.value, Suggestion(task.value, known)));
}

}  // namespace

Specification ParseSpecification(std::string_view yaml, Problems& problems) {
  Specification specification;
  const std::optional<YamlNode> document = LoadYaml(yaml, problems);
  if (!document) return specification;
  MapReader reader(*document, "", problems);
  DescribeFields(reader, specification);
  reader.RefuseUnclaimed();
  RefuseBothWarmups(specification.overrides.every, problems);
  for (const NamedTaskOverride& task : specification.overrides.tasks) {
    RefuseUnknownTask(task.task, specification, problems);
    RefuseBothWarmups(task.fields, problems);
  }
  return specification;
}

}  // namespace srnet::planning
