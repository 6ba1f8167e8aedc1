#include "model/training/score_list.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/training/tensor_span.h"

namespace srnet::training {
namespace {

std::vector<std::uint8_t> KeptCodes(const ScoreList& list) {
  const float tau = list.tau();
  std::vector<std::uint8_t> codes;
  for (const float score : FloatSpan(list.scores)) codes.push_back(score > tau ? 1 : 0);
  return codes;
}

}  // namespace

ScoreList ScoresOfEntries(const std::vector<MaskedMatrix>& matrices, std::size_t index) {
  const MaskedMatrix& matrix = matrices[index];
  return {.name = matrix.name,
          .magnitudes = matrix.weight,
          .weight = matrix.weight,
          .scores = at::empty(matrix.weight.sizes(), at::kFloat),
          .threshold = at::empty({}, at::kFloat),
          .effective = matrix.leaf,
          .matrix = index};
}

ScoreList ScoresOfUnits(const std::vector<MaskedMatrix>& matrices, const prune::UnitGroup& group) {
  const std::vector<float> magnitudes = prune::UnitMagnitudes(group);
  ScoreList list{.name = group.name,
                 .kind = group.kind,
                 .magnitudes = at::tensor(magnitudes),
                 .weight = at::ones({group.units}, at::kFloat),
                 .scores = at::empty({group.units}, at::kFloat),
                 .threshold = at::empty({}, at::kFloat),
                 .effective = at::empty({group.units}, at::kFloat),
                 .entries_each = group.entries_of_a_unit()};
  for (const prune::UnitGroup::Part& part : group.parts) {
    const auto matrix = std::find_if(matrices.begin(), matrices.end(), [&](const MaskedMatrix& candidate) {
      return candidate.name == part.matrix.name;
    });
    TORCH_CHECK(matrix != matrices.end(), part.matrix.name, " is not masked");
    list.parts.push_back({static_cast<std::size_t>(matrix - matrices.begin()), part.where});
  }
  return list;
}

at::Tensor EffectiveGradient(const ScoreList& list, const std::vector<MaskedMatrix>& matrices,
                             const std::vector<at::Tensor>& gradients) {
  if (!list.of_units()) return gradients[list.matrix];
  std::vector<double> sums(static_cast<std::size_t>(list.scores.numel()));
  for (const ScoreList::Part& part : list.parts) {
    prune::AddUnitProducts(part.where, FloatSpan(gradients[part.matrix]),
                           FloatSpan(matrices[part.matrix].weight), sums);
  }
  at::Tensor gradient = at::empty(list.scores.sizes(), at::kFloat);
  std::transform(sums.begin(), sums.end(), gradient.mutable_data_ptr<float>(),
                 [](double sum) { return static_cast<float>(sum); });
  return gradient;
}

void SpreadFactors(const ScoreList& list, const std::vector<MaskedMatrix>& matrices) {
  for (const ScoreList::Part& part : list.parts) {
    prune::ScaleUnits(part.where, FloatSpan(matrices[part.matrix].weight), FloatSpan(list.effective),
                      FloatSpan(matrices[part.matrix].leaf));
  }
}

void AddMasks(const ScoreList& list, const std::vector<MaskedMatrix>& matrices, prune::CodedTensors& masks) {
  std::vector<std::uint8_t> kept = KeptCodes(list);
  if (!list.of_units()) {
    masks[list.name] = {.shape = list.scores.sizes().vec(), .codes = std::move(kept)};
    return;
  }
  for (const ScoreList::Part& part : list.parts) {
    const MaskedMatrix& matrix = matrices[part.matrix];
    prune::CodedTensor& mask = masks[matrix.name];
    mask.shape = matrix.weight.sizes().vec();
    mask.codes.resize(static_cast<std::size_t>(matrix.weight.numel()));
    prune::SpreadCodes(part.where, kept, mask.codes);
  }
}

}  // namespace srnet::training
