#include "coordinator/planning/map_reader.h"

#include "coordinator/planning/nearest_name.h"

namespace srnet::planning {
namespace {

const YamlNode& EmptyMap() {
  static const YamlNode kEmpty = [] {
    YamlNode node;
    node.kind = YamlNode::Kind::kMap;
    return node;
  }();
  return kEmpty;
}

// Why a class of failures has no number of retries of its own; empty when it is none.
std::string_view WhyNoLimit(std::string_view failure_class) {
  if (failure_class == "device_fault") return "counts as crashed";
  if (failure_class == "preempted" || failure_class == "cancelled")
    return "is tried again as often as it takes";
  const bool is_final = failure_class == "bad_input" || failure_class == "data_missing" ||
                        failure_class == "diverged" || failure_class == "deadline_exceeded";
  return is_final ? "is not tried again by itself, as it would fail again" : "";
}

}  // namespace

MapReader::MapReader(const YamlNode& node, std::string path, Problems& problems)
    : map_(&node), path_(std::move(path)), problems_(problems) {
  if (node.kind != YamlNode::Kind::kMap) {
    const std::string subject = path_.empty() ? "the specification" : path_;
    problems.Add(node.place, fmt::format("{}: expected a mapping, got {}", subject, Describe(node)));
    map_ = &EmptyMap();
    readable_ = false;
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

void MapReader::Read(const YamlNode& node, const std::string& path, RetryLimits& into) {
  MapReader nested(node, path, problems_);
  DescribeFields(nested, into);
  nested.ForEachUnclaimed([&](const YamlMember& member) {
    const std::string_view why = WhyNoLimit(member.key);
    problems_.Add(member.place, fmt::format("{}: {}; numbers are given of {}", nested.PathOf(member.key),
                                            why.empty() ? "is no class of failures" : why,
                                            fmt::join(nested.known_, " and ")));
  });
}

// Its keys are free.
void MapReader::Read(const YamlNode& node, const std::string& path, Labels& into) {
  MapReader nested(node, path, problems_);
  nested.ForEachUnclaimed([&](const YamlMember& member) {
    if (member.key.empty() || member.key.find('=') != std::string::npos) {
      problems_.Add(member.place,
                    fmt::format("{}: no worker can carry the label \"{}\": a key is not empty and has no =",
                                path, member.key));
      return;
    }
    ReadValue(member.value, nested.PathOf(member.key), problems_, into[member.key]);
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

void MapReader::Read(const YamlNode& node, const std::string& path, std::vector<ModelReference>& into) {
  if (node.kind != YamlNode::Kind::kSequence) return Read(node, path, into.emplace_back());
  if (node.items.empty()) problems_.Add(node.place, fmt::format("{}: needs at least one value", path));
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    Read(node.items[i], fmt::format("{}[{}]", path, i), into.emplace_back());
  }
}

void MapReader::Read(const YamlNode& node, const std::string& path, Sparsity& into,
                     const FractionBounds& bounds) {
  if (node.kind != YamlNode::Kind::kMap) return ReadValue(node, path, problems_, bounds, into.value);
  std::vector<Placed<double>> gradual;
  MapReader nested(node, path, problems_);
  nested(Field{"gradual", "From one sparsity to another.", true}, gradual, bounds);
  nested.RefuseUnclaimed();
  if (gradual.empty()) return;
  if (gradual.size() != 2) {
    problems_.Add(node.place, fmt::format("{}.gradual: expected two sparsities, [from, to]", path));
    return;
  }
  into = {gradual[1].value, gradual[0].value};
  if (gradual[0].value < gradual[1].value) return;
  problems_.Add(gradual[0].place, fmt::format("{}.gradual: must rise, from {} to {} it does not", path,
                                              gradual[0].value, gradual[1].value));
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

}  // namespace srnet::planning
