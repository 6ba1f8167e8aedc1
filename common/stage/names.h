// The choices within the work of a stage, and how they are spelled in canonical texts, specifications and
// exports.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace srnet::stage {

enum class Loss { kStd, kPoe, kReweight, kConfReg };
// What the reweighted loss of a batch is divided by. The authors' code takes the sum of the weights.
enum class ReweightDivisor { kWeightSum, kBatch };
enum class Clip { kGlobal, kPerTensor };
// The dev metric whose largest value selects the best checkpoint; f1 is that of the class `positive`,
// weighted_f1 the mean over the classes by how many rows they have.
enum class SelectionMetric { kAccuracy, kF1, kWeightedF1 };
enum class Precision { kAuto, kBf16, kFloat32 };
// Which of two texts.
enum class Text { kFirst, kSecond };
// Whether each prunable matrix gets the sparsity, or all of them together.
enum class Scope { kPerMatrix, kGlobal };
// What is pruned as one: an entry of a matrix, or a whole attention head or feed-forward unit.
enum class Structure { kWeights, kHeadsAndUnits };
// How mask scores start: two levels about the threshold, or the magnitudes themselves.
enum class Initialisation { kHard, kSoft };
// Where weights go after each pruning of a ladder.
enum class Rewind { kNone, kPretrained };
enum class OneShotCriterion { kMagnitude, kRandom };
// Which sets are evaluated at every interval of a training. The ID dev set always is: it selects the best
// checkpoint.
enum class Curves { kDev, kAll };

// In the order of the enumerators. A new enumerator is added at the end of both.
inline constexpr std::array<std::string_view, 4> kLossNames = {"std", "poe", "reweight", "conf_reg"};
inline constexpr std::array<std::string_view, 2> kReweightDivisorNames = {"weight_sum", "batch"};
inline constexpr std::array<std::string_view, 2> kClipNames = {"global", "per_tensor"};
inline constexpr std::array<std::string_view, 3> kPrecisionNames = {"auto", "bf16", "float32"};
inline constexpr std::array<std::string_view, 2> kCurvesNames = {"dev", "all"};
inline constexpr std::array<std::string_view, 3> kSelectionMetricNames = {"accuracy", "f1", "weighted_f1"};
inline constexpr std::array<std::string_view, 2> kTextNames = {"first", "second"};
inline constexpr std::array<std::string_view, 2> kScopeNames = {"per_matrix", "global"};
inline constexpr std::array<std::string_view, 2> kStructureNames = {"weights", "heads_and_units"};
inline constexpr std::array<std::string_view, 2> kInitialisationNames = {"hard", "soft"};
inline constexpr std::array<std::string_view, 2> kRewindNames = {"none", "pretrained"};
inline constexpr std::array<std::string_view, 2> kOneShotCriterionNames = {"magnitude", "random"};

constexpr const auto& NamesOf(Loss) { return kLossNames; }
constexpr const auto& NamesOf(ReweightDivisor) { return kReweightDivisorNames; }
constexpr const auto& NamesOf(Clip) { return kClipNames; }
constexpr const auto& NamesOf(Precision) { return kPrecisionNames; }
constexpr const auto& NamesOf(Curves) { return kCurvesNames; }
constexpr const auto& NamesOf(SelectionMetric) { return kSelectionMetricNames; }
constexpr const auto& NamesOf(Text) { return kTextNames; }
constexpr const auto& NamesOf(Scope) { return kScopeNames; }
constexpr const auto& NamesOf(Structure) { return kStructureNames; }
constexpr const auto& NamesOf(Initialisation) { return kInitialisationNames; }
constexpr const auto& NamesOf(Rewind) { return kRewindNames; }
constexpr const auto& NamesOf(OneShotCriterion) { return kOneShotCriterionNames; }

template <typename Choice>
constexpr std::string_view Name(Choice choice) {
  return NamesOf(choice)[static_cast<std::size_t>(choice)];
}

// Whether `name` is one of the choices; if so, `into` becomes it.
template <typename Choice>
constexpr bool ParseChoice(std::string_view name, Choice& into) {
  const auto& names = NamesOf(Choice{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != name) continue;
    into = static_cast<Choice>(i);
    return true;
  }
  return false;
}

}  // namespace srnet::stage
