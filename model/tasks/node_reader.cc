#include "model/tasks/node_reader.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace srnet::tasks {

using yaml::Node;
using Kind = yaml::Node::Kind;

bool ParseInteger(std::string_view text, int& into) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && stop == end;
}

bool ReadInteger(const Node& node, int& into) {
  return node.kind == Kind::kScalar && !node.quoted && ParseInteger(node.scalar, into);
}

NodeReader::NodeReader(const Node& node, std::string path, yaml::Problems& problems)
    : node_(node), path_(std::move(path)), problems_(problems), problems_before_(problems.found().size()) {
  if (node.kind == Kind::kMap) return;
  problems_.Add(node.place, fmt::format("{}: expected a mapping, got {}",
                                        path_.empty() ? "the description" : path_, Describe(node)));
}

std::string NodeReader::PathOf(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void NodeReader::Fail(const Node& node, std::string_view key, std::string_view message) {
  problems_.Add(node.place, fmt::format("{}: {}", PathOf(key), message));
}

const Node* NodeReader::Find(std::string_view key) {
  known_.push_back(key);
  for (const yaml::Member& member : node_.members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

const Node* NodeReader::Need(std::string_view key) {
  const Node* member = Find(key);
  if (member == nullptr && node_.kind == Kind::kMap) Fail(node_, key, "is missing");
  return member;
}

void NodeReader::Read(std::string_view key, std::string& into) {
  const Node* node = Find(key);
  if (node == nullptr) return;
  if (node->kind != Kind::kScalar) return Fail(*node, key, "expected a word, got " + Describe(*node));
  into = node->scalar;
}

void NodeReader::Read(std::string_view key, bool& into) {
  const Node* node = Find(key);
  if (node == nullptr) return;
  const bool is_bool = node->kind == Kind::kScalar && (node->scalar == "true" || node->scalar == "false");
  if (!is_bool) return Fail(*node, key, "expected true or false, got " + Describe(*node));
  into = node->scalar == "true";
}

void NodeReader::Read(std::string_view key, int& into) {
  const Node* node = Find(key);
  if (node != nullptr && !ReadInteger(*node, into)) {
    Fail(*node, key, "expected a whole number, got " + Describe(*node));
  }
}

void NodeReader::Read(std::string_view key, std::vector<std::string>& into) {
  const Node* node = Find(key);
  if (node == nullptr) return;
  std::vector<std::string> words;
  if (node->kind == Kind::kScalar) words.push_back(node->scalar);
  for (const Node& item : node->items) {
    if (item.kind != Kind::kScalar) return Fail(item, key, "expected words, got " + Describe(item));
    words.push_back(item.scalar);
  }
  if (words.empty()) return Fail(*node, key, "expected a list of words, got " + Describe(*node));
  into = std::move(words);
}

void NodeReader::Read(std::string_view key, std::vector<std::pair<std::string, std::string>>& into) {
  const Node* node = Find(key);
  if (node == nullptr) return;
  if (node->kind != Kind::kMap) return Fail(*node, key, "expected a mapping, got " + Describe(*node));
  into.clear();
  for (const yaml::Member& member : node->members) {
    if (member.value.kind != Kind::kScalar) {
      return Fail(member.value, key, "expected words, got " + Describe(member.value));
    }
    into.emplace_back(member.key, member.value.scalar);
  }
}

bool NodeReader::Finish() {
  for (const yaml::Member& member : node_.members) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    problems_.Add(member.place,
                  fmt::format("{}: unknown key; known are {}", PathOf(member.key), fmt::join(known_, ", ")));
  }
  return problems_.found().size() == problems_before_;
}

}  // namespace srnet::tasks
