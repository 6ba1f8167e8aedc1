#include "common/json/value.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace srnet::json {
namespace {

// "[json.exception.parse_error.101] parse error at line 1, ..." without the bracket.
std::string_view WithoutTag(std::string_view message) {
  const auto end = message.find("] ");
  return end == std::string_view::npos ? message : message.substr(end + 2);
}

// Receives the parser's calls and builds the tree; `false` stops the parser.
class Builder {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}

  bool null() { return Add(Value{}); }
  bool boolean(bool value) { return Add(Value{value}); }
  bool number_integer(std::int64_t value) { return Add(Value{value}); }
  bool number_unsigned(std::uint64_t value) {
    if (std::in_range<std::int64_t>(value)) return Add(Value{static_cast<std::int64_t>(value)});
    return Add(Value{static_cast<double>(value)});
  }
  bool number_float(double value, const std::string&) { return Add(Value{value}); }
  bool string(std::string& value) { return Add(Value{std::move(value)}); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return Open(Value{Object{}}); }
  bool start_array(std::size_t) { return Open(Value{Array{}}); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool key(std::string& key);
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
    error_ = InvalidArgument("not JSON: {}", WithoutTag(error.what()));
    return false;
  }

  StatusOr<Value> Finish(bool parsed) && {
    if (!error_.ok()) return error_;
    if (!parsed) return InvalidArgument("not JSON");
    return std::move(root_);
  }

 private:
  bool Add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    if (auto* array = std::get_if<Array>(&open_.back().data)) {
      array->push_back(std::move(value));
    } else {
      std::get<Object>(open_.back().data).back().value = std::move(value);
    }
    return true;
  }
  bool Open(Value container) {
    if (open_.size() == limits_.max_depth) {
      error_ = InvalidArgument("JSON that is nested more than {} levels deep is not read", limits_.max_depth);
      return false;
    }
    open_.push_back(std::move(container));
    return true;
  }
  bool Close() {
    Value value = std::move(open_.back());
    open_.pop_back();
    return Add(std::move(value));
  }

  Limits limits_;
  std::vector<Value> open_;
  Value root_;
  Status error_;
};

bool Builder::key(std::string& key) {
  auto& object = std::get<Object>(open_.back().data);
  for (const Member& member : object) {
    if (member.key != key) continue;
    error_ = InvalidArgument("the member \"{}\" appears twice in one object", key);
    return false;
  }
  if (object.size() == limits_.max_members) {
    error_ = InvalidArgument("an object of more than {} members is not read", limits_.max_members);
    return false;
  }
  object.push_back({std::move(key), Value{}});
  return true;
}

}  // namespace

StatusOr<Value> Parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.max_bytes) {
    return InvalidArgument("JSON of {} bytes; at most {} are read", text.size(), limits.max_bytes);
  }
  Builder builder(limits);
  const bool parsed = nlohmann::json::sax_parse(text, &builder);
  return std::move(builder).Finish(parsed);
}

std::string_view TypeName(const Value& value) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "null", "a boolean", "an integer", "a number", "a string", "an array", "an object"};
  return kNames[value.data.index()];
}

}  // namespace srnet::json
