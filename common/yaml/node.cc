#include "common/yaml/node.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>

namespace srnet::yaml {
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
    Add(mark, anchor, NewNode(Node::Kind::kNull, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Refuse(mark, "aliases are not supported"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = NewNode(Node::Kind::kScalar, mark);
    node.scalar = value;
    node.quoted = tag == "!";
    Add(mark, anchor, std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, anchor, NewNode(Node::Kind::kSequence, mark));
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, anchor, NewNode(Node::Kind::kMap, mark));
  }
  void OnMapEnd() override { Close(); }

  Node Take() && { return std::move(root_); }

 private:
  // An open container; `waiting` is whether the last member of a map still lacks its value.
  struct Level {
    Node node;
    bool waiting = false;
  };

  [[noreturn]] static void Refuse(const YAML::Mark& mark, const std::string& why) {
    throw YAML::ParserException(mark, why);
  }
  static Node NewNode(Node::Kind kind, const YAML::Mark& mark) {
    Node node;
    node.kind = kind;
    node.place = PlaceOf(mark);
    return node;
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor, Node node) {
    if (anchor != YAML::NullAnchor) Refuse(mark, "anchors are not supported");
    if (open_.size() == kMostLevels) Refuse(mark, fmt::format("nested deeper than {} levels", kMostLevels));
    if (ExpectsKey()) Refuse(mark, "a key must be a plain word");
    open_.push_back({std::move(node)});
  }
  void Close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    Store(std::move(node));
  }
  void Add(const YAML::Mark& mark, YAML::anchor_t anchor, Node node) {
    if (anchor != YAML::NullAnchor) Refuse(mark, "anchors are not supported");
    if (!ExpectsKey()) return Store(std::move(node));
    if (node.kind != Node::Kind::kScalar) Refuse(mark, "a key must be a plain word");
    AddKey(mark, std::move(node));
  }
  void AddKey(const YAML::Mark& mark, Node node) {
    auto& members = open_.back().node.members;
    for (const Member& member : members) {
      if (member.key != node.scalar) continue;
      Refuse(mark, fmt::format("\"{}\" is already given in line {}", member.key, member.place.line));
    }
    members.push_back({std::move(node.scalar), node.place, {}});
    open_.back().waiting = true;
  }
  bool ExpectsKey() const {
    return !open_.empty() && open_.back().node.kind == Node::Kind::kMap && !open_.back().waiting;
  }
  void Store(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back().node.kind == Node::Kind::kSequence) {
      open_.back().node.items.push_back(std::move(node));
    } else {
      Member& member = open_.back().node.members.back();
      // The parser sees that a value is missing only at the next word, which may be lines below.
      if (node.kind == Node::Kind::kNull) node.place = member.place;
      member.value = std::move(node);
      open_.back().waiting = false;
    }
  }

  std::vector<Level> open_;
  Node root_;
};

}  // namespace

std::optional<Node> Load(std::string_view text, std::string_view what, Problems& problems) {
  if (text.size() > kMostBytes) {
    problems.Add({}, fmt::format("{} has {} bytes; at most {} are read", what, text.size(), kMostBytes));
    return std::nullopt;
  }
  std::istringstream stream{std::string(text)};
  Builder builder;
  Builder second;
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      problems.Add({}, fmt::format("{} is empty", what));
      return std::nullopt;
    }
    if (parser.HandleNextDocument(second)) {
      problems.Add(std::move(second).Take().place, fmt::format("a second document; {} is one", what));
      return std::nullopt;
    }
  } catch (const YAML::Exception& error) {
    problems.Add(PlaceOf(error.mark), error.msg);
    return std::nullopt;
  } catch (const std::exception& error) {
    problems.Add({}, fmt::format("{} cannot be read: {}", what, error.what()));
    return std::nullopt;
  }
  return std::move(builder).Take();
}

std::string Describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kSequence:
      return "a list";
    case Node::Kind::kMap:
      return "a mapping";
    case Node::Kind::kScalar:
      break;
  }
  if (node.scalar.size() <= kQuotedBytes) return fmt::format("\"{}\"", node.scalar);
  return fmt::format("\"{}...\"", std::string_view(node.scalar).substr(0, kQuotedBytes));
}

}  // namespace srnet::yaml
