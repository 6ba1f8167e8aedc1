#include "common/stage/stage.h"

#include <algorithm>

#include "common/stage/kind.h"

namespace srnet::stage {
namespace {

constexpr std::array<Role, 1> kDatasetInput = {{{"dataset"}}};
constexpr std::array<Role, 3> kFinetuneInputs = {{{"bias", false}, {"dataset"}, {"teacher", false}}};
constexpr std::array<Role, 4> kPruneInputs = {
    {{"bias", false}, {"checkpoint", false}, {"dataset"}, {"teacher", false}}};
constexpr std::array<Role, 3> kEvaluateInputs = {{{"checkpoint", false}, {"dataset"}, {"mask", false}}};
constexpr std::array<Role, 2> kTeacherInputs = {{{"checkpoint"}, {"dataset"}}};
constexpr std::array<Role, 1> kOneShotInputs = {{{"checkpoint", false}}};
constexpr std::array<Role, 4> kRetrainInputs = {{{"bias", false}, {"dataset"}, {"mask"}, {"teacher", false}}};
constexpr std::array<Role, 1> kModelSource = {{{"model"}}};
constexpr std::array<Role, 2> kImportSources = {{{"dataset"}, {"model"}}};
constexpr std::array<Role, 3> kBiasSources = {{{"dataset"}, {"model", false}, {"word_vectors", false}}};

// The second column is the algorithm's version: raise it when a change of code changes results.
constexpr std::array<Kind, kKindCount> kKinds = {{
    {"import_dataset", 3, {}, kImportSources},
    {"bias_model", 4, kDatasetInput, kBiasSources},
    {"finetune", 3, kFinetuneInputs, kModelSource},
    {"mask_train", 4, kPruneInputs, kModelSource},
    {"imp", 4, kPruneInputs, kModelSource},
    {"evaluate", 3, kEvaluateInputs, kModelSource},
    {"teacher", 1, kTeacherInputs, kModelSource},
    {"one_shot", 2, kOneShotInputs, kModelSource},
    {"retrain", 1, kRetrainInputs, kModelSource},
}};

template <typename Item>
const Item* FindRole(const std::vector<Item>& items, std::string_view role) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.role == role; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const std::array<Kind, kKindCount>& Kinds() { return kKinds; }

const Kind& KindOf(const Work& work) { return kKinds[work.index()]; }

std::string_view KindName(const Work& work) { return KindOf(work).name; }

std::int64_t AlgorithmVersion(const Work& work) { return KindOf(work).version; }

const Input* FindInput(const Stage& stage, std::string_view role) { return FindRole(stage.inputs, role); }

const Source* FindSource(const Stage& stage, std::string_view role) { return FindRole(stage.sources, role); }

}  // namespace srnet::stage
