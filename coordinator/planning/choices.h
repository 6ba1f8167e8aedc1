// The choices that only a specification has, and how they are spelled; those of stages are in
// common/stage/names.h.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace srnet::planning {

// What is done in which order: only fine-tuning, pruning after it, fine-tuning what a pruning has left, or
// pruning alone.
enum class Pipeline { kFinetune, kFinetunePrune, kPruneFinetune, kPruneOnly };
enum class Method { kNone, kMask, kImp, kMagnitude, kRandom };
// Where a subnetwork that is fine-tuned in isolation comes from. An oracle is a mask that was trained with
// out-of-distribution rows.
enum class MaskSource { kImp, kMask, kOracle, kMagnitude, kRandom };
enum class BiasFeatures { kLexicalOverlap, kClaimOnly, kHypothesisOnly, kShallowModel };
// The rows A1 to A11 of the table in docs/method.md: where the released code and the paper differ, the
// reading that is not our default.
enum class Compat {
  kImpWithoutDebiasing,
  kNoRewind,
  kGradualReset,
  kFreshClassifier,
  kFineControl,
  kWeightedF1Selection,
  kReweightByBatch,
  kPaperMatrices,
  kReleasedEpochs,
  kInclusiveThreshold,
  kFiveFeatures
};

// In the order of the enumerators.
inline constexpr std::array<std::string_view, 4> kPipelineNames = {"finetune", "finetune_prune",
                                                                   "prune_finetune", "prune_only"};
inline constexpr std::array<std::string_view, 5> kMethodNames = {"none", "mask", "imp", "magnitude",
                                                                 "random"};
inline constexpr std::array<std::string_view, 5> kMaskSourceNames = {"imp", "mask", "oracle", "magnitude",
                                                                     "random"};
inline constexpr std::array<std::string_view, 4> kBiasFeaturesNames = {"lexical_overlap", "claim_only",
                                                                       "hypothesis_only", "shallow_model"};
inline constexpr std::array<std::string_view, 11> kCompatNames = {
    "imp_without_debiasing", "no_rewind",         "gradual_reset",  "fresh_classifier", "fine_control",
    "weighted_f1_selection", "reweight_by_batch", "paper_matrices", "released_epochs",  "inclusive_threshold",
    "five_features"};
inline constexpr std::array<std::string_view, 11> kCompatIds = {"A1", "A2", "A3", "A4",  "A5", "A6",
                                                                "A7", "A8", "A9", "A10", "A11"};

constexpr const auto& NamesOf(Pipeline) { return kPipelineNames; }
constexpr const auto& NamesOf(Method) { return kMethodNames; }
constexpr const auto& NamesOf(MaskSource) { return kMaskSourceNames; }
constexpr const auto& NamesOf(BiasFeatures) { return kBiasFeaturesNames; }
constexpr const auto& NamesOf(Compat) { return kCompatNames; }

}  // namespace srnet::planning
