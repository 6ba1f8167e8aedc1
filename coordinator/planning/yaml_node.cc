#include "coordinator/planning/yaml_node.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>

namespace srnet::planning {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostLevels = 16;
constexpr std::size_t kQuotedBytes = 40;

Place PlaceOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

// Builds the tree from the parser's events. What we refuse is thrown as the parser's own exception, because
// only that stops it.
class Builder : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Add(mark, anchor, NewNode(YamlNode::Kind::kNull, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Refuse(mark, "aliases are not supported"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = NewNode(YamlNode::Kind::kScalar, mark);
    node.scalar = value;
    node.quoted = tag == "!";
    Add(mark, anchor, std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, anchor, NewNode(YamlNode::Kind::kSequence, mark));
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, anchor, NewNode(YamlNode::Kind::kMap, mark));
  }
  void OnMapEnd() override { Close(); }

  YamlNode Take() && { return std::move(root_); }

 private:
  // An open container; `waiting` is whether the last member of a map still lacks its value.
  struct Level {
    YamlNode node;
    bool waiting = false;
  };

  [[noreturn]] static void Refuse(const YAML::Mark& mark, const std::string& why) {
    throw YAML::ParserException(mark, why);
  }
  static YamlNode NewNode(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode node;
    node.kind = kind;
    node.place = PlaceOf(mark);
    return node;
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode node) {
    if (anchor != YAML::NullAnchor) Refuse(mark, "anchors are not supported");
    if (open_.size() == kMostLevels) Refuse(mark, fmt::format("nested deeper than {} levels", kMostLevels));
    if (ExpectsKey()) Refuse(mark, "a key must be a plain word");
    open_.push_back({std::move(node)});
  }
  void Close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    Store(std::move(node));
  }
  void Add(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode node) {
    if (anchor != YAML::NullAnchor) Refuse(mark, "anchors are not supported");
    if (!ExpectsKey()) return Store(std::move(node));
    if (node.kind != YamlNode::Kind::kScalar) Refuse(mark, "a key must be a plain word");
    AddKey(mark, std::move(node));
  }
  void AddKey(const YAML::Mark& mark, YamlNode node) {
    auto& members = open_.back().node.members;
    for (const YamlMember& member : members) {
      if (member.key != node.scalar) continue;
      Refuse(mark, fmt::format("\"{}\" is already given in line {}", member.key, member.place.line));
    }
    members.push_back({std::move(node.scalar), node.place, {}});
    open_.back().waiting = true;
  }
  bool ExpectsKey() const {
    return !open_.empty() && open_.back().node.kind == YamlNode::Kind::kMap && !open_.back().waiting;
  }
  void Store(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back().node.kind == YamlNode::Kind::kSequence) {
      open_.back().node.items.push_back(std::move(node));
    } else {
      YamlMember& member = open_.back().node.members.back();
      // The parser sees that a value is missing only at the next word, which may be lines below.
      if (node.kind == YamlNode::Kind::kNull) node.place = member.place;
      member.value = std::move(node);
      open_.back().waiting = false;
    }
  }

  std::vector<Level> open_;
  YamlNode root_;
};

}  // namespace

std::optional<YamlNode> LoadYaml(std::string_view text, Problems& problems) {
  if (text.size() > kMostBytes) {
    problems.Add({},
                 fmt::format("the specification has {} bytes; at most {} are read", text.size(), kMostBytes));
    return std::nullopt;
  }
  std::istringstream stream{std::string(text)};
  Builder builder;
  Builder second;
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      problems.Add({}, "the specification is empty");
      return std::nullopt;
    }
    if (parser.HandleNextDocument(second)) {
      problems.Add(std::move(second).Take().place, "a second document; a specification is one");
      return std::nullopt;
    }
  } catch (const YAML::Exception& error) {
    problems.Add(PlaceOf(error.mark), error.msg);
    return std::nullopt;
  } catch (const std::exception& error) {
    problems.Add({}, fmt::format("the specification cannot be read: {}", error.what()));
    return std::nullopt;
  }
  return std::move(builder).Take();
}

std::string Describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a mapping";
    case YamlNode::Kind::kScalar:
      break;
  }
  if (node.scalar.size() <= kQuotedBytes) return fmt::format("\"{}\"", node.scalar);
  return fmt::format("\"{}...\"", std::string_view(node.scalar).substr(0, kQuotedBytes));
}

}  // namespace srnet::planning
