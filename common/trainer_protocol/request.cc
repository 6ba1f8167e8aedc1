#include "common/trainer_protocol/request.h"

#include <algorithm>
#include <utility>

#include "common/json/object_reader.h"
#include "common/json/write.h"
#include "common/stage/canonical.h"
#include "common/stage/parse.h"

namespace srnet::trainer_protocol {
namespace {

using std::filesystem::path;
using Paths = std::map<std::string, path>;

constexpr int kMaxThreads = 4096;

void AppendPath(std::string& out, std::string_view name, const path& value) {
  out += fmt::format(",\"{}\":", name);
  json::AppendString(out, value.native());
}

void AppendPaths(std::string& out, std::string_view name, const Paths& paths) {
  out += fmt::format(",\"{}\":{{", name);
  std::string_view separator;
  for (const auto& [role, file] : paths) {
    out += separator;
    json::AppendString(out, role);
    out += ':';
    json::AppendString(out, file.native());
    separator = ",";
  }
  out += '}';
}

void ReadPath(json::ObjectReader& object, std::string_view name, const path& base, path& into) {
  std::string text;
  object.Read(name, text);
  if (text.empty()) return object.Fail(name, "must name a path");
  // A relative path is appended, an absolute one replaces the base.
  into = base / text;
}

Paths ReadPaths(json::ObjectReader& object, std::string_view name, const path& base) {
  Paths paths;
  const json::Value* value = object.Need(name);
  if (value == nullptr) return paths;
  json::ObjectReader nested(*value, object.PathOf(name));
  if (nested.ok()) {
    for (const json::Member& member : std::get<json::Object>(value->data)) {
      ReadPath(nested, member.key, base, paths[member.key]);
    }
  }
  object.Fail(nested.Finish());
  return paths;
}

// A path for every role that the stage reads, and for no other.
template <typename Item>
void CheckRoles(json::ObjectReader& object, std::string_view name, const std::vector<Item>& items,
                const Paths& paths) {
  for (const Item& item : items) {
    if (!paths.contains(item.role)) object.Fail(name, fmt::format("no path for the role \"{}\"", item.role));
  }
  for (const auto& [role, file] : paths) {
    const bool known =
        std::ranges::any_of(items, [&, &wanted = role](const Item& item) { return item.role == wanted; });
    if (!known) object.Fail(name, fmt::format("the stage has no role \"{}\"", role));
  }
}

void CheckProtocol(json::ObjectReader& object) {
  std::int64_t protocol = 0;
  object.Read("protocol", protocol);
  if (!object.ok() || protocol == kProtocolVersion) return;
  object.Fail("protocol", fmt::format("this trainer speaks {}, got {}; use programs of one release",
                                      kProtocolVersion, protocol));
}

int ReadThreads(json::ObjectReader& object) {
  std::int64_t threads = 1;
  object.Read("threads", threads);
  if (threads < 1 || threads > kMaxThreads) {
    object.Fail("threads", fmt::format("must lie in [1, {}]", kMaxThreads));
    return 1;
  }
  return static_cast<int>(threads);
}

}  // namespace

std::string ToJson(const Request& request) {
  std::string out = fmt::format("{{\"protocol\":{},\"stage\":", kProtocolVersion);
  out += stage::Canonical(request.stage);
  AppendPaths(out, "inputs", request.inputs);
  AppendPaths(out, "sources", request.sources);
  AppendPath(out, "output", request.output);
  AppendPath(out, "resume", request.resume);
  out += ",\"threads\":";
  json::AppendInteger(out, request.threads);
  out += '}';
  return out;
}

StatusOr<Request> ParseRequest(std::string_view text, const path& base) {
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(text));
  json::ObjectReader object(value, "");
  CheckProtocol(object);
  const json::Value* stage_value = object.Need("stage");
  if (!object.ok()) return object.Finish();
  Request request;
  SRNET_ASSIGN_OR_RETURN(request.stage, stage::ReadStage(*stage_value, "stage"));
  request.inputs = ReadPaths(object, "inputs", base);
  request.sources = ReadPaths(object, "sources", base);
  ReadPath(object, "output", base, request.output);
  ReadPath(object, "resume", base, request.resume);
  request.threads = ReadThreads(object);
  CheckRoles(object, "inputs", request.stage.inputs, request.inputs);
  CheckRoles(object, "sources", request.stage.sources, request.sources);
  SRNET_RETURN_IF_ERROR(object.Finish());
  return request;
}

}  // namespace srnet::trainer_protocol
