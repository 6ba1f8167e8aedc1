#include "model/training/run_state.h"

#include "common/json/object_reader.h"
#include "common/json/value.h"
#include "common/json/write.h"

namespace srnet::training {
namespace {

// A long training with every set at every interval stays far below this.
constexpr json::Limits kLimits{.max_bytes = std::size_t{64} << 20, .max_depth = 4, .max_members = 16};

void AppendCurve(std::string& out, const CurveValue& point) {
  out += "{\"set\":";
  json::AppendString(out, point.set);
  out += ",\"metric\":";
  json::AppendString(out, point.metric);
  out += fmt::format(",\"step\":{},\"value\":", point.step);
  json::AppendDouble(out, point.value);
  out += '}';
}

// Reads each element of an array member with `read(reader, item)`.
template <typename Item, typename Read>
void ReadItems(json::ObjectReader& object, std::string_view key, std::vector<Item>& items, const Read& read) {
  const json::Array* array = object.ReadArray(key);
  if (array == nullptr) return;
  for (std::size_t i = 0; i < array->size(); ++i) {
    json::ObjectReader nested((*array)[i], fmt::format("{}[{}]", object.PathOf(key), i));
    read(nested, items.emplace_back());
    object.Fail(nested.Finish());
  }
}

void ReadCurve(json::ObjectReader& object, CurveValue& point) {
  object.Read("set", point.set);
  object.Read("metric", point.metric);
  object.Read("step", point.step);
  object.Read("value", point.value);
}

void ReadProduct(json::ObjectReader& object, KeptProduct& product) {
  std::string hex;
  object.Read("step", product.step);
  object.Read("sha256", hex);
  if (!object.ok()) return;
  const StatusOr<Digest> digest = Digest::Parse(hex);
  if (!digest.ok()) return object.Fail(digest.status());
  product.digest = *digest;
}

}  // namespace

std::string ToJson(const RunState& state) {
  std::string out = fmt::format(
      "{{\"step\":{},\"precision\":\"{}\",\"threads\":{},\"evaluation_pending\":{},"
      "\"has_best\":{},\"best_value\":",
      state.step, state.precision, state.threads, state.evaluation_pending, state.has_best);
  json::AppendDouble(out, state.best_value);
  out += fmt::format(",\"best_step\":{},\"curves\":[", state.best_step);
  for (const CurveValue& point : state.curves) {
    if (&point != &state.curves.front()) out += ',';
    AppendCurve(out, point);
  }
  out += "],\"products\":[";
  for (const KeptProduct& product : state.products) {
    if (&product != &state.products.front()) out += ',';
    out += fmt::format("{{\"step\":{},\"sha256\":\"{}\"}}", product.step, product.digest.ToHex());
  }
  out += "]}";
  return out;
}

StatusOr<RunState> ParseRunState(std::string_view text) {
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(text, kLimits));
  json::ObjectReader object(value, "");
  RunState state;
  object.Read("step", state.step);
  object.Read("precision", state.precision);
  object.Read("threads", state.threads);
  object.Read("evaluation_pending", state.evaluation_pending);
  object.Read("has_best", state.has_best);
  object.Read("best_value", state.best_value);
  object.Read("best_step", state.best_step);
  ReadItems(object, "curves", state.curves, ReadCurve);
  ReadItems(object, "products", state.products, ReadProduct);
  SRNET_RETURN_IF_ERROR(object.Finish());
  return state;
}

}  // namespace srnet::training
