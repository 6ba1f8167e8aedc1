// Compares TreebankTokens with the JSON lines of reference/treebank_tokens.py.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/bias/treebank_tokenizer.h"

namespace srnet::bias {

inline void ExpectTokensOfFile(const std::filesystem::path& path, std::size_t least_rows) {
  std::ifstream file(path);
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const auto row = nlohmann::json::parse(line);
    const auto text = row.at("text").get<std::string>();
    const auto expected = row.at("tokens").get<std::vector<std::string>>();
    ASSERT_THAT(TreebankTokens(text), ::testing::ElementsAreArray(expected)) << text;
  }
  EXPECT_GE(rows, least_rows);
}

}  // namespace srnet::bias
