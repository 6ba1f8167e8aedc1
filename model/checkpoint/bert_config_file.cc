#include <variant>
#include <vector>

#include "common/files/files.h"
#include "common/json/value.h"
#include "model/checkpoint/bert_folder.h"

namespace srnet::checkpoint {
namespace {

constexpr std::uint64_t kMaxConfigBytes = std::uint64_t{1} << 20;

// config.json holds far more than is read here, so members are picked, not exhausted. The first error sticks.
class ConfigReader {
 public:
  explicit ConfigReader(const json::Object& object) : object_(object) {}

  void Read(std::string_view key, std::int64_t& value) {
    const json::Value* found = Find(key);
    if (found == nullptr) return Fail(InvalidArgument("{} is missing", key));
    const auto* integer = std::get_if<std::int64_t>(&found->data);
    if (integer == nullptr)
      return Fail(InvalidArgument("{} is {}, not an integer", key, json::TypeName(*found)));
    value = *integer;
  }

  // Absent or null keeps the default: these have one in the format.
  void ReadOptional(std::string_view key, std::int64_t& value) {
    const json::Value* found = Find(key);
    if (found != nullptr && json::TypeName(*found) != "null") Read(key, value);
  }
  void ReadOptional(std::string_view key, double& value) {
    const json::Value* found = Find(key);
    if (found == nullptr) return;
    if (const auto* real = std::get_if<double>(&found->data)) {
      value = *real;
    } else if (const auto* integer = std::get_if<std::int64_t>(&found->data)) {
      value = static_cast<double>(*integer);
    } else {
      Fail(InvalidArgument("{} is {}, not a number", key, json::TypeName(*found)));
    }
  }

  // One number for each layer, where an export of a structured mask left the layers unequal.
  void ReadOptional(std::string_view key, std::vector<std::int64_t>& values) {
    const json::Value* found = Find(key);
    if (found == nullptr) return;
    const auto* array = std::get_if<json::Array>(&found->data);
    if (array == nullptr) return Fail(InvalidArgument("{} is {}, not an array", key, json::TypeName(*found)));
    for (const json::Value& element : *array) {
      const auto* integer = std::get_if<std::int64_t>(&element.data);
      if (integer == nullptr)
        return Fail(InvalidArgument("{} holds {}, not only integers", key, json::TypeName(element)));
      values.push_back(*integer);
    }
  }

  void ReadFamily(encoder::Family& family) {
    const json::Value* found = Find("model_type");
    const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->data);
    if (text == nullptr) {
      Fail(InvalidArgument("model_type is missing; \"bert\" and \"roberta\" are supported"));
    } else if (*text == "roberta") {
      family = encoder::Family::kRoberta;
    } else if (*text != "bert") {
      Fail(InvalidArgument("model_type is \"{}\"; \"bert\" and \"roberta\" are supported", *text));
    }
  }

  // A choice of which this encoder computes one. Absent means `only`.
  void Require(std::string_view key, std::string_view only) {
    const json::Value* found = Find(key);
    if (found == nullptr) return;
    const auto* text = std::get_if<std::string>(&found->data);
    if (text == nullptr || *text != only) {
      Fail(InvalidArgument("{} is {}; only \"{}\" is supported", key,
                           text == nullptr ? std::string(json::TypeName(*found)) : '"' + *text + '"', only));
    }
  }

  void RefuseDecoder() {
    const json::Value* found = Find("is_decoder");
    if (found != nullptr && std::get_if<bool>(&found->data) != nullptr && std::get<bool>(found->data)) {
      Fail(InvalidArgument("is_decoder is true; only encoders are supported"));
    }
  }

  const Status& status() const { return status_; }

 private:
  const json::Value* Find(std::string_view key) const {
    for (const json::Member& member : object_) {
      if (member.key == key) return &member.value;
    }
    return nullptr;
  }

  void Fail(const Status& status) {
    if (status_.ok()) status_ = status;
  }

  const json::Object& object_;
  Status status_;
};

Status ReadWidths(ConfigReader& reader, std::vector<encoder::LayerWidth>& widths) {
  std::vector<std::int64_t> heads, units;
  reader.ReadOptional("srnet_heads", heads);
  reader.ReadOptional("srnet_units", units);
  SRNET_RETURN_IF_ERROR(reader.status());
  if (heads.size() != units.size())
    return InvalidArgument("srnet_heads has {} numbers, srnet_units {}", heads.size(), units.size());
  for (std::size_t i = 0; i < heads.size(); ++i) widths.push_back({heads[i], units[i]});
  return {};
}

StatusOr<encoder::BertConfig> ParseConfig(std::string_view text) {
  SRNET_ASSIGN_OR_RETURN(const json::Value document, json::Parse(text));
  const auto* object = std::get_if<json::Object>(&document.data);
  if (object == nullptr)
    return InvalidArgument("the document is {}, not an object", json::TypeName(document));
  ConfigReader reader(*object);
  encoder::BertConfig config;
  reader.ReadFamily(config.family);
  reader.Require("hidden_act", "gelu");
  reader.Require("position_embedding_type", "absolute");
  reader.RefuseDecoder();
  reader.Read("vocab_size", config.vocabulary_size);
  reader.Read("max_position_embeddings", config.max_positions);
  reader.Read("type_vocab_size", config.segment_types);
  reader.Read("hidden_size", config.hidden_size);
  reader.Read("num_hidden_layers", config.layers);
  reader.Read("num_attention_heads", config.heads);
  reader.Read("intermediate_size", config.intermediate_size);
  if (config.family == encoder::Family::kRoberta) {
    std::int64_t padding = 1;
    reader.ReadOptional("pad_token_id", padding);
    config.first_position = padding + 1;
  }
  reader.ReadOptional("layer_norm_eps", config.layer_norm_epsilon);
  reader.ReadOptional("initializer_range", config.initializer_range);
  SRNET_RETURN_IF_ERROR(ReadWidths(reader, config.layer_widths));
  SRNET_RETURN_IF_ERROR(encoder::Validate(config));
  return config;
}

}  // namespace

StatusOr<encoder::BertConfig> ReadBertConfig(const std::filesystem::path& config_json) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(config_json, kMaxConfigBytes));
  StatusOr<encoder::BertConfig> config = ParseConfig(text);
  if (!config.ok()) return Annotate(config.status(), config_json.native());
  return config;
}

}  // namespace srnet::checkpoint
