#include "model/tokenizer/token_table.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

namespace srnet::tokenizer {
namespace {

constexpr std::uint64_t kMostTokens = std::uint64_t{1} << 24;

}  // namespace

Status TokenTable::Add(const std::string& token, const nlohmann::json& id, std::string_view file) {
  if (token.empty()) return InvalidArgument("{}: a token is empty", file);
  if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMostTokens) {
    return InvalidArgument("{}: the id of \"{}\" is {}, it must be a whole number from 0 to {}", file, token,
                           id.dump(), kMostTokens - 1);
  }
  const auto index = id.get<std::size_t>();
  if (tokens_.size() <= index) tokens_.resize(index + 1);
  if (!tokens_[index].empty() && tokens_[index] != token) {
    return InvalidArgument("{}: \"{}\" and \"{}\" both have the id {}", file, tokens_[index], token, index);
  }
  tokens_[index] = token;
  return absl::OkStatus();
}

Status TokenTable::AddAll(const nlohmann::json& object, std::string_view file) {
  if (!object.is_object()) return InvalidArgument("{}: the vocabulary is not a JSON object", file);
  for (const auto& [token, id] : object.items()) SRNET_RETURN_IF_ERROR(Add(token, id, file));
  return absl::OkStatus();
}

StatusOr<std::vector<std::string>> TokenTable::Finish(std::string_view file) && {
  if (tokens_.empty()) return InvalidArgument("{}: the vocabulary is empty", file);
  const auto gap = std::find(tokens_.begin(), tokens_.end(), "");
  if (gap != tokens_.end()) {
    return InvalidArgument("{}: no token has the id {}, but one has {}", file, gap - tokens_.begin(),
                           tokens_.size() - 1);
  }
  return std::move(tokens_);
}

}  // namespace srnet::tokenizer
