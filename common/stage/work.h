// The work of a stage: its hyper-parameters, one struct for each kind.
//
// Hyper-parameters: "A Win-win Deal" (NeurIPS 2022), sections 3 and 4 and appendix A. A role in brackets is
// optional. A training with a loss other than std reads the bias, one with conf_reg a teacher too. Plain
// values, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/stage/names.h"

namespace srnet::stage {

// One run of the optimiser. The number of steps is round(epochs * ceil(rows / batch_size)), at least 1.
struct Optimisation {
  double learning_rate = 5e-5;
  std::int64_t warmup_steps = 0;
  double epochs = 3;
  std::int64_t batch_size = 32;
  double max_norm = 1.0;
  Clip clip = Clip::kGlobal;
  std::int64_t evaluation_interval = 1000;  // Steps. The last step is always evaluated too.
  std::int64_t seed = 1;
  Precision precision = Precision::kAuto;
  Curves curves = Curves::kDev;
  SelectionMetric selection_metric = SelectionMetric::kAccuracy;
};

// Tokenises a data set folder. Sources: dataset, model. Artifact: dataset.
struct ImportDataset {
  std::int64_t max_length = 128;
  std::int64_t train_rows = 0;       // 0: all. Otherwise a deterministic sample of so many rows.
  std::int64_t evaluation_rows = 0;  // The same, for every evaluation set.
  // The data set's oracle rows join the training rows, in their number of copies. A limit of the training
  // rows cuts each oracle set in the same proportion: to max(1, round(rows * train_rows / all training
  // rows)).
  bool oracle = false;
};

// The network behind the features "shallow_model": the start model, fine-tuned on few rows.
struct ShallowModel {
  std::int64_t rows = 2000;
  double epochs = 5;
  double learning_rate = 5e-5;
  Precision precision = Precision::kAuto;
  std::int64_t seed = 1;
};

// Fits the bias model and predicts its own training rows. Sources: dataset, [word_vectors], and the model for
// shallow_model. Input: dataset, the tokenised rows that the predictions must align with. Artifact: bias.
struct BiasModel {
  // "lexical_overlap", "claim_only", "hypothesis_only" or "shallow_model".
  std::string features = "lexical_overlap";
  std::int64_t feature_count = 7;
  double inverse_regularisation = 100;
  Text hypothesis = Text::kSecond;  // The text that plays it.
  ShallowModel shallow = {};
};

// What a model says of every training row, in the order of the file, in evaluation mode.
// Source: model. Inputs: checkpoint, dataset. Artifact: predictions.
struct Teacher {
  Precision precision = Precision::kAuto;
};

// Fine-tunes every parameter. Source: model. Inputs: [bias], dataset, [teacher].
// Artifacts: checkpoint, and checkpoint-step-<n> for each of `snapshot_steps`.
struct Finetune {
  Loss loss = Loss::kStd;
  Optimisation optimisation = {};
  ReweightDivisor reweight_divisor = ReweightDivisor::kWeightSum;
  std::vector<std::int64_t> snapshot_steps = {};  // Ascending.
};

// Trains masks over frozen weights: those of the checkpoint or, without one, the pre-trained ones under a
// random classifier that is drawn from the seed, frozen and part of the mask artifact.
// Source: model. Inputs: [bias], [checkpoint], dataset, [teacher]. Artifact: mask.
struct MaskTrain {
  Loss loss = Loss::kStd;
  double sparsity = 0.5;  // Fraction that is zero.
  // Below `sparsity`: it rises with the cube law, s(e) = s + (initial - s) (1 - e/E)^3.
  double initial_sparsity = 0.5;
  Initialisation initialisation = Initialisation::kHard;
  double threshold = 0.01;       // phi of the hard initialisation.
  double kept_score_factor = 2;  // alpha: kept scores start at alpha * phi.
  double selection_from = 0.7;   // r: only steps at or after r * total steps may become the best mask.
  Optimisation optimisation = {};
  ReweightDivisor reweight_divisor = ReweightDivisor::kWeightSum;
  Scope scope = Scope::kPerMatrix;
  Structure structure = Structure::kWeights;
  std::int64_t control_interval = 0;  // Steps between resets of the sparsity; 0: the evaluation interval.
  bool prune_pooler = true;
  bool prune_classifier = true;
  bool inclusive_threshold = false;       // A score equal to the threshold is kept.
  bool gradual_reset_to_initial = false;  // A new best goes back to the initial sparsity and is saved there.
};

// One ladder of iterative magnitude pruning: prune, train a segment, repeat; level n is n / segments sparse.
// It starts from the checkpoint or, without one, from the pre-trained model under a fresh classifier.
// Source: model. Inputs: [bias], [checkpoint], dataset, [teacher]. Artifacts: levels and, unless it rewinds,
// checkpoint-1 to checkpoint-<levels>. With rewinding a level is the mask right after its pruning, and the
// ladder ends with the last one: it has levels - 1 segments.
struct Imp {
  Loss loss = Loss::kStd;
  std::int64_t segments = 10;
  std::int64_t levels = 9;
  // `epochs` is t_max; a segment is floor(total / segments) steps, without warm-up.
  Optimisation optimisation = {};
  ReweightDivisor reweight_divisor = ReweightDivisor::kWeightSum;
  Rewind rewind = Rewind::kNone;
  Scope scope = Scope::kPerMatrix;
  bool prune_pooler = true;
  bool prune_classifier = false;
};

// Prunes once and trains nothing, the baseline of all pruning.
// Source: model. Input: [checkpoint]; without it the pre-trained weights are pruned. Artifact: mask.
struct OneShot {
  OneShotCriterion criterion = OneShotCriterion::kMagnitude;
  double sparsity = 0.5;
  Scope scope = Scope::kPerMatrix;
  Structure structure = Structure::kWeights;
  std::int64_t seed = 0;  // Of the criterion random.
  bool prune_pooler = true;
  bool prune_classifier = false;
};

// Fine-tunes a subnetwork in isolation: the pre-trained weights that a mask keeps, all that no mask is about,
// and a fresh dense head: the classifier, and a pooler where the model's file has none. Source: model.
// Inputs: [bias], dataset, mask, [teacher]. Artifact: checkpoint.
struct Retrain {
  Loss loss = Loss::kStd;
  std::int64_t level = 0;  // Of the artifact levels of a ladder; 0 for an artifact mask.
  Optimisation optimisation = {};
  ReweightDivisor reweight_divisor = ReweightDivisor::kWeightSum;
};

// Evaluates a model: a checkpoint, or the pre-trained weights under a mask that was trained on them, whose
// artifact has the classifier. Source: model. Inputs: [checkpoint], dataset, [mask]. Artifacts: logits-<set>.
struct Evaluate {
  std::vector<std::string> sets;  // Names of evaluation sets, sorted. Empty: all.
  Precision precision = Precision::kAuto;
  bool fresh_classifier = false;  // Another random classifier instead of the mask's.
  std::int64_t classifier_seed = 0;
};

// kind.h and every table by kind follow this order.
using Work =
    std::variant<ImportDataset, BiasModel, Finetune, MaskTrain, Imp, Evaluate, Teacher, OneShot, Retrain>;

}  // namespace srnet::stage
