// The tokens of a vocabulary written as JSON, {"<s>": 0, "the": 5, ...}, in the order of their ids.
//
// Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/status/status.h"

namespace srnet::tokenizer {

// Collects tokens in any order. Adding a token again under the same id is fine: tokenizer.json lists special
// tokens twice.
class TokenTable {
 public:
  // INVALID_ARGUMENT names `file` and the token: an id that is no number from 0 to 2^24, or two tokens of one
  // id.
  Status Add(const std::string& token, const nlohmann::json& id, std::string_view file);

  // Adds every member of an object.
  Status AddAll(const nlohmann::json& object, std::string_view file);

  // INVALID_ARGUMENT when some id below the largest has no token, or there is none at all.
  StatusOr<std::vector<std::string>> Finish(std::string_view file) &&;

 private:
  std::vector<std::string> tokens_;  // By id; empty where none was added.
};

}  // namespace srnet::tokenizer
