// Reads the members of one YAML mapping into the fields that fields.h describes.
//
// Every problem is added with its place and the path of the field ("grid[0].sparsity"); a member that no
// field has claimed is one too. The node must outlive the reader. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coordinator/planning/fields.h"
#include "coordinator/planning/read_value.h"
#include "coordinator/planning/yaml_node.h"

namespace srnet::planning {

// Fills each field it is shown from the member of that name of one mapping.
class MapReader {
 public:
  MapReader(const YamlNode& node, std::string path, Problems& problems);

  template <typename T, typename... Bounds>
  void operator()(const Field& field, T& into, const Bounds&... bounds) {
    known_.push_back(field.name);
    const YamlMember* member = Find(field.name);
    if (member != nullptr) return Read(member->value, PathOf(field.name), into, bounds...);
    if (field.required && readable_)
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
  // A key that is dealt with elsewhere; messages list it.
  void Know(std::string_view name) { known_.push_back(name); }

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
  void Read(const YamlNode& node, const std::string& path, RetryLimits& into);
  void Read(const YamlNode& node, const std::string& path, Labels& into);
  void Read(const YamlNode& node, const std::string& path, ModelReference& into);
  void Read(const YamlNode& node, const std::string& path, std::vector<ModelReference>& into);
  void Read(const YamlNode& node, const std::string& path, Sparsity& into, const FractionBounds& bounds);
  void Read(const YamlNode& node, const std::string& path, std::vector<Block>& into);
  void Read(const YamlNode& node, const std::string& path, Overrides& into);

  const YamlNode* map_;
  bool readable_ = true;  // Whether the node is a mapping at all.
  std::string path_;
  Problems& problems_;
  std::vector<bool> claimed_;
  std::vector<std::string_view> known_;
};

}  // namespace srnet::planning
