#include "coordinator/planning/reference_catalogue.h"

#include <fmt/format.h>

#include "common/digest/sha256.h"

namespace srnet::planning {
namespace {

Digest Stand(std::string_view name) { return DigestOf(fmt::format("not imported: {}", name)); }

std::vector<std::string> ParaphraseMetrics() {
  return {"accuracy", "f1", "negative_f1", "negative_recall", "positive_recall", "weighted_f1"};
}

CatalogueDataset Mnli() {
  return {"mnli",
          Stand("mnli"),
          "nli",
          {"contradiction", "entailment", "neutral"},
          {{"train", SetRole::kTrain, 392702},
           {"dev", SetRole::kDev, 9815},
           {"dev-mismatched", SetRole::kTest, 9832},
           {"hans", SetRole::kOod, 30000},
           {"hans-train", SetRole::kOracle, 30000}}};
}

CatalogueDataset Qqp() {
  return {"qqp",
          Stand("qqp"),
          "paraphrase",
          {"not_duplicate", "duplicate"},
          {{"train", SetRole::kTrain, 363849},
           {"dev", SetRole::kDev, 40432, 1, ParaphraseMetrics()},
           {"paws-qqp", SetRole::kOod, 677, 1, ParaphraseMetrics()},
           {"paws-wiki", SetRole::kOod, 8000, 1, ParaphraseMetrics()},
           {"paws-qqp-train", SetRole::kOracle, 11988},
           {"paws-wiki-train", SetRole::kOracle, 49401}}};
}

CatalogueDataset Fever() {
  return {"fever",
          Stand("fever"),
          "fact",
          {"SUPPORTS", "REFUTES", "NOT ENOUGH INFO"},
          {{"train", SetRole::kTrain, 242911},
           {"dev", SetRole::kDev, 16664},
           {"symmetric-v1", SetRole::kOod, 717},
           {"symmetric-v2", SetRole::kOod, 712},
           {"symmetric-v2-dev", SetRole::kOracle, 708, 10}}};
}

Catalogue MakeReference() {
  Catalogue catalogue;
  catalogue.datasets = {Mnli(), Qqp(), Fever()};
  for (const char* name : {"bert-base-uncased", "bert-large-uncased", "roberta-base"}) {
    catalogue.models.push_back({name, Stand(name)});
  }
  return catalogue;
}

}  // namespace

const Catalogue& ReferenceCatalogue() {
  static const Catalogue kReference = MakeReference();
  return kReference;
}

Catalogue WithReferences(const Catalogue& catalogue, const Specification& specification,
                         std::vector<std::string>& notices) {
  Catalogue all = catalogue;
  for (const Placed<std::string>& task : specification.tasks) {
    const CatalogueDataset* reference = FindDataset(ReferenceCatalogue(), task.value);
    if (reference == nullptr || FindDataset(all, task.value) != nullptr) continue;
    all.datasets.push_back(*reference);
    notices.push_back(
        fmt::format("the data set \"{0}\" is not in the catalogue: counted with the paper's {1} training "
                    "rows; to run it, "
                    "import it first (srnet data import {2} FOLDER --name {0})",
                    reference->name, reference->sets.front().rows, reference->task));
  }
  for (const ModelReference& model : specification.models) {
    const CatalogueModel* reference = FindModel(ReferenceCatalogue(), model.name.value);
    if (reference == nullptr || FindModel(all, model.name.value) != nullptr) continue;
    all.models.push_back(*reference);
    notices.push_back(
        fmt::format("the model \"{0}\" is not in the catalogue; to run it, import it first (srnet "
                    "model import {0} FOLDER) or name another",
                    reference->name));
  }
  return all;
}

}  // namespace srnet::planning
