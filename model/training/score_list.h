// One list of mask scores with its threshold: of the entries of one matrix, or of the heads or feed-forward
// units of one layer.
//
//   entries   m = [S > tau] for each entry     W_eff = W * m               dL/dS = dL/dW_eff * W
//   units     m = [S > tau] for each unit u    W_eff = W * m_u for what    dL/dS_u = sum over that of
//                                              the unit owns               dL/dW_eff * W
//
// The second is the first with one score for many entries, so both are trained by the same pass: a list of
// units has the weights 1, and its effective weights are the factors m_u, which are then spread over the
// matrices. One thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "model/prune/coded_tensors.h"
#include "model/prune/mask_scores.h"
#include "model/prune/prunable.h"

namespace srnet::training {

// A prunable matrix in mask training.
struct MaskedMatrix {
  std::string name;
  at::Tensor weight;  // Frozen.
  at::Tensor leaf;    // W_eff, requires a gradient.
};

struct ScoreList {
  struct Part {
    std::size_t matrix = 0;  // Index among the masked matrices.
    prune::UnitPart where;
  };

  std::string name;
  prune::UnitGroup::Kind kind = prune::UnitGroup::Kind::kHeads;  // Of units.
  at::Tensor magnitudes;          // |W| orders as these; what scores start from.
  at::Tensor weight;              // W of the matrix, or ones.
  at::Tensor scores;              // float32
  at::Tensor threshold;           // float32 scalar: tau of the strict comparison.
  at::Tensor effective;           // weight * [scores > tau]: the leaf itself, or the units' factors.
  std::size_t matrix = 0;         // Of entries: which one.
  std::vector<Part> parts = {};   // Of units: what they own; empty for entries.
  std::int64_t entries_each = 1;  // Entries behind one score.

  bool of_units() const { return !parts.empty(); }
  float tau() const { return threshold.item<float>(); }
};

ScoreList ScoresOfEntries(const std::vector<MaskedMatrix>& matrices, std::size_t index);

// `group` lists its matrices among `matrices`.
ScoreList ScoresOfUnits(const std::vector<MaskedMatrix>& matrices, const prune::UnitGroup& group);

// dL/d(effective) from the gradients of the leaves.
at::Tensor EffectiveGradient(const ScoreList& list, const std::vector<MaskedMatrix>& matrices,
                             const std::vector<at::Tensor>& gradients);

// Writes the leaves of units from their factors; those of entries are their effective weights already.
void SpreadFactors(const ScoreList& list, const std::vector<MaskedMatrix>& matrices);

// Adds the masks of the list's matrices.
void AddMasks(const ScoreList& list, const std::vector<MaskedMatrix>& matrices, prune::CodedTensors& masks);

}  // namespace srnet::training
