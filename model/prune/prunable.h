// Which matrices of a model a pruning is about, whole matrices or units of them.
//
// Always the six of each layer; pooler and classifier by choice: the authors' code prunes the pooler in every
// method and the classifier in mask training alone. Heads and feed-forward units exist in the layers only:
// with them, pooler and classifier stay dense. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/encoder/weights.h"
#include "model/prune/units.h"

namespace srnet::prune {

struct Prunable {
  bool pooler = true;
  bool classifier = true;
};

// kNone is a parameter that no method prunes.
bool IsPrunable(encoder::MatrixKind kind, const Prunable& prunable);

std::vector<encoder::Parameter> MatricesToPrune(encoder::Weights& weights, const Prunable& prunable);

// The heads of one layer, or its feed-forward units.
struct UnitGroup {
  enum class Kind { kHeads, kFeedForward };
  struct Part {
    encoder::Parameter matrix;
    UnitPart where;
  };
  std::string name;  // "bert.encoder.layer.0.attention.heads", "bert.encoder.layer.0.intermediate.units"
  Kind kind = Kind::kHeads;
  std::int64_t units = 0;
  std::vector<Part> parts;

  std::int64_t entries_of_a_unit() const;
};

// Heads, then feed-forward units, layer by layer. The pointers live as long as `weights` stays in place.
std::vector<UnitGroup> UnitGroups(encoder::Weights& weights, std::int64_t head_size);

// The root mean square of the weights of each unit: its magnitude.
std::vector<float> UnitMagnitudes(const UnitGroup& group);

}  // namespace srnet::prune
