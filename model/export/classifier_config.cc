#include "model/export/classifier_config.h"

#include <nlohmann/json.hpp>

namespace srnet::model_export {

StatusOr<ClassifierConfig> MakeClassifierConfig(std::string_view json, std::string_view file,
                                                const std::vector<std::string>& labels) {
  auto config = nlohmann::ordered_json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!config.is_object()) return InvalidArgument("{} is not a JSON object", file);
  const auto type = config.find("model_type");
  const std::string family = type != config.end() && type->is_string() ? type->get<std::string>() : "";
  if (family != "bert" && family != "roberta") {
    return InvalidArgument("{}: model_type is \"{}\"; \"bert\" and \"roberta\" can be exported", file,
                           family);
  }
  config["architectures"] = {family == "bert" ? "BertForSequenceClassification"
                                              : "RobertaForSequenceClassification"};
  config["problem_type"] = "single_label_classification";
  nlohmann::ordered_json names = nlohmann::ordered_json::object();
  nlohmann::ordered_json ids = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    names[fmt::format("{}", i)] = labels[i];
    ids[labels[i]] = i;
  }
  config["id2label"] = names;
  config["label2id"] = ids;
  config["dtype"] = "float32";
  config.erase("torch_dtype");
  return ClassifierConfig{config.dump(2) + "\n", family};
}

}  // namespace srnet::model_export
