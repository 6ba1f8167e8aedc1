// A stage: one unit of work of the grid, and everything that can change its result.
//
// A stage is a value. Its canonical text (canonical.h) is both what a trainer is given and what its content
// key is the SHA-256 of, so two sweeps that need the same stage share one row, one run and one result.
// Nothing that cannot change the result is in here: no name, path, time, attempt, host, user, evaluation
// batch or device.
//
// Hyper-parameters: "A Win-win Deal" (NeurIPS 2022), sections 3 and 4 and appendix A. Any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/digest/digest.h"

namespace srnet::stage {

// SHA-256 of the canonical text of a stage.
struct StageKey {
  Digest digest;
  auto operator<=>(const StageKey&) const = default;
};

// An artifact of another stage that this one reads. `role` says what for, for example "checkpoint".
struct Input {
  std::string role;
  StageKey stage;
  std::string artifact;
  auto operator<=>(const Input&) const = default;
};

// Something imported from outside that this stage reads: a model folder, a data set folder, word vectors.
struct Source {
  std::string role;
  Digest digest;
  auto operator<=>(const Source&) const = default;
};

enum class Loss { kStd, kPoe };
enum class Clip { kGlobal, kPerTensor };
enum class Precision { kAuto, kBf16, kFloat32 };
// Which sets are evaluated at every interval of a training. The ID dev set always is: it selects the best
// checkpoint.
enum class Curves { kDev, kAll };

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
};

// Tokenises a data set folder. Sources: dataset, model. Artifact: dataset.
struct ImportDataset {
  std::int64_t max_length = 128;
  std::int64_t train_rows = 0;       // 0: all. Otherwise a deterministic sample of so many rows.
  std::int64_t evaluation_rows = 0;  // The same, for every evaluation set.
};

// Fits the bias model and predicts its own training rows. Sources: dataset, [word_vectors].
// Input: dataset, the tokenised rows that the predictions must align with. Artifact: bias.
struct BiasModel {
  std::string features = "lexical_overlap";
  std::int64_t feature_count = 7;
  double inverse_regularisation = 100;
};

// Fine-tunes every parameter. Source: model. Inputs: dataset, [bias]. Artifact: checkpoint.
struct Finetune {
  Loss loss = Loss::kStd;
  Optimisation optimisation = {};
};

// Trains masks over frozen weights. Source: model. Inputs: dataset, checkpoint, [bias]. Artifact: mask.
struct MaskTrain {
  Loss loss = Loss::kStd;
  double sparsity = 0.5;         // Fraction of each prunable matrix that is zero.
  double threshold = 0.01;       // phi of the hard initialisation.
  double kept_score_factor = 2;  // alpha: kept scores start at alpha * phi.
  double selection_from = 0.7;   // r: only steps at or after r * total steps may become the best mask.
  Optimisation optimisation = {};
};

// One ladder of iterative magnitude pruning: prune, train a segment, repeat; level n is n / segments sparse.
// Source: model. Inputs: dataset, checkpoint, [bias]. Artifacts: levels, checkpoint-1 to checkpoint-<levels>.
struct Imp {
  Loss loss = Loss::kStd;
  std::int64_t segments = 10;
  std::int64_t levels = 9;
  // `epochs` is t_max; a segment is floor(total / segments) steps, without warm-up.
  Optimisation optimisation = {};
};

// Evaluates a model. Source: model. Inputs: dataset, checkpoint, [mask]. Artifacts: logits-<set>.
struct Evaluate {
  std::vector<std::string> sets;  // Names of evaluation sets, sorted. Empty: all of the data set.
  Precision precision = Precision::kAuto;
};

using Work = std::variant<ImportDataset, BiasModel, Finetune, MaskTrain, Imp, Evaluate>;

struct Stage {
  Work work;
  std::vector<Input> inputs;    // Sorted by role, roles unique.
  std::vector<Source> sources;  // Sorted by role, roles unique.
};

// "import_dataset", "bias_model", "finetune", "mask_train", "imp" or "evaluate".
std::string_view KindName(const Work& work);

// The version of the algorithm behind a kind; it grows whenever a change of code changes results.
std::int64_t AlgorithmVersion(const Work& work);

// The input or source of that role, or nullptr.
const Input* FindInput(const Stage& stage, std::string_view role);
const Source* FindSource(const Stage& stage, std::string_view role);

}  // namespace srnet::stage
