// What BERT's and RoBERTa's parameters are called, whoever wrote the file.
//
// Files differ in two ways: an encoder saved alone leaves out the family's name in front, and old files call
// the two vectors of a LayerNorm gamma and beta. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace srnet::safetensors {

// The name of today's `transformers`, for a model of `family` ("bert" or "roberta"):
// "encoder.layer.0.output.LayerNorm.gamma" -> "bert.encoder.layer.0.output.LayerNorm.weight".
std::string CanonicalParameterName(std::string name, std::string_view family);

// Whether a sequence classifier of the family has a parameter of this canonical name. Pre-training heads,
// RoBERTa's pooler and the constant position_ids are none.
bool IsClassifierParameter(std::string_view name, std::string_view family);

}  // namespace srnet::safetensors
