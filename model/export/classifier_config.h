// The config.json of a sequence classifier, from that of the model it was made of.
//
// Everything stays as it is but what says which head the model has: architectures, id2label, label2id,
// problem_type; and the number format, which is float32 from then on. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace srnet::model_export {

struct ClassifierConfig {
  std::string json;
  std::string family;  // "bert" or "roberta"
};

// `labels[i]` is what class i is called. INVALID_ARGUMENT with `file`: not a JSON object, or a model_type
// that is neither.
StatusOr<ClassifierConfig> MakeClassifierConfig(std::string_view json, std::string_view file,
                                                const std::vector<std::string>& labels);

}  // namespace srnet::model_export
