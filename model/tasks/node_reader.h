// Reads a mapping of a task description member by member; what is wrong becomes a problem with its place.
//
// Every member is asked for by name; Finish reports those that nobody asked for. What is not readable stays
// as it was. The node and the problems must outlive the reader. Internal to model/tasks. One thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/yaml/node.h"
#include "common/yaml/problem.h"

namespace srnet::tasks {

class NodeReader {
 public:
  // `path` names the mapping in messages, empty for the document itself.
  NodeReader(const yaml::Node& node, std::string path, yaml::Problems& problems);

  // The member, or nullptr; Need makes its absence a problem.
  const yaml::Node* Find(std::string_view key);
  const yaml::Node* Need(std::string_view key);

  // These do nothing when there is no such member.
  void Read(std::string_view key, std::string& into);
  void Read(std::string_view key, bool& into);
  void Read(std::string_view key, int& into);
  void Read(std::string_view key, std::vector<std::string>& into);  // Also one word alone.
  void Read(std::string_view key, std::vector<std::pair<std::string, std::string>>& into);  // A mapping.

  // As Read, and the absence is a problem.
  template <typename T>
  void ReadNeeded(std::string_view key, T& into) {
    if (Need(key) != nullptr) Read(key, into);
  }

  void Fail(const yaml::Node& node, std::string_view key, std::string_view message);
  std::string PathOf(std::string_view key) const;

  // Whether all was well, and there is no member that nobody asked for.
  bool Finish();

 private:
  const yaml::Node& node_;
  std::string path_;
  yaml::Problems& problems_;
  std::size_t problems_before_;
  std::vector<std::string_view> known_;
};

// A whole number; one in quotes is a word.
bool ReadInteger(const yaml::Node& node, int& into);
bool ParseInteger(std::string_view text, int& into);

}  // namespace srnet::tasks
