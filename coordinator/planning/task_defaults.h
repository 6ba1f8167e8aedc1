// The paper's hyper-parameters for each kind of task: "A Win-win Deal" (NeurIPS 2022), appendix A, and the
// authors' scripts where it is silent. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "common/stage/work.h"

namespace srnet::planning {

// Steps are at full scale.
struct TaskDefaults {
  std::string_view kind;
  double learning_rate;
  std::int64_t warmup_steps;
  std::int64_t evaluation_interval;
  stage::Clip clip;
  stage::SelectionMetric selection_metric;
  std::array<double, stage::kLossNames.size()> finetune_epochs;  // By loss.
  double pruning_epochs;                                         // Of mask training and ladders.
  // Masks with out-of-distribution rows: 3 epochs, or these from a sparsity on.
  std::int64_t oracle_warmup_steps;
  double oracle_long_epochs;
  double oracle_long_from;
  std::string_view bias_features;
  stage::Text hypothesis;
};

// Fine-tunings with std keep the weights at these steps, because masks may start from there. They always do:
// a fine-tuning that kept others would be another stage, and all that starts from it would be trained again.
inline constexpr std::array<std::int64_t, 4> kSnapshotSteps = {5000, 10000, 15000, 20000};

// As far as a scale may raise the learning rate of mask training: masks of MiniLM are trained well at this
// rate, and 1e-3 destroys the model (docs/decisions/0016-*.md).
inline constexpr double kScaledMaskRateCap = 4e-4;

// Of the bias models that see one text, its words and pairs of words. With the 100 of the lexical overlap
// they know the training rows by heart; with this their predictions are like those published (docs/tasks.md).
inline constexpr double kOneTextInverseRegularisation = 2;

inline constexpr double kOracleLearningRate = 2e-5;
inline constexpr double kOracleEpochs = 3;
// The released scripts for MNLI, where the paper says otherwise.
inline constexpr double kReleasedReweightMaskEpochs = 3;
inline constexpr double kReleasedTicketEpochs = 5;

inline constexpr std::array<TaskDefaults, 3> kTaskDefaults = {{
    {"nli",
     5e-5,
     3600,
     1000,
     stage::Clip::kGlobal,
     stage::SelectionMetric::kAccuracy,
     {3, 5, 3, 5},
     5,  //
     3600,
     7,
     0.9,
     "lexical_overlap",
     stage::Text::kSecond},
    {"paraphrase",
     2e-5,
     3400,
     1000,
     stage::Clip::kPerTensor,
     stage::SelectionMetric::kF1,
     {3, 3, 3, 3},
     7,  //
     0,
     5,
     0.7,
     "lexical_overlap",
     stage::Text::kSecond},
    {"fact",
     2e-5,
     0,
     500,
     stage::Clip::kGlobal,
     stage::SelectionMetric::kAccuracy,
     {3, 3, 3, 3},
     7,  //
     0,
     5,
     0.9,
     "claim_only",
     stage::Text::kFirst},
}};

}  // namespace srnet::planning
