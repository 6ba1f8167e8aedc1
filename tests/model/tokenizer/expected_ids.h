// The JSON lines of reference/transformers_ids.py.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/tokenizer/pair_encoder.h"

namespace srnet::tokenizer {

struct ExpectedIds {
  std::string a;
  std::string b;
  std::vector<TokenId> ids;
  std::size_t segment_a_length = 0;
};

inline std::vector<ExpectedIds> ReadExpectedIds(const std::filesystem::path& path) {
  std::vector<ExpectedIds> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto row = nlohmann::json::parse(line);
    rows.push_back({row.at("a"), row.at("b"), row.at("ids"), row.at("segment_a_length")});
  }
  return rows;
}

}  // namespace srnet::tokenizer
