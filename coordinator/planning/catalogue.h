// What the planner knows of imported models, data sets and word vectors: names, digests and sizes, no
// content.
//
// The coordinator fills it from its storage; the newest entry of each name is enough. Plain values, any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/digest/digest.h"

namespace srnet::planning {

enum class SetRole {
  kTrain,
  kDev,
  kTest,  // In distribution, evaluated at the end alone.
  kOod,
  kOracle,  // Rows that only an oracle is trained on.
};

// Whether a set of the role can be evaluated on.
inline bool IsForEvaluation(SetRole role) { return role != SetRole::kTrain && role != SetRole::kOracle; }

struct CatalogueSet {
  std::string name;  // "train", "dev", "hans".
  SetRole role = SetRole::kTrain;
  std::int64_t rows = 0;
  std::int64_t copies = 1;                          // How often an oracle is given each row.
  std::vector<std::string> metrics = {"accuracy"};  // What it is judged by.
};

struct CatalogueDataset {
  std::string name;
  Digest digest;
  std::string task;  // The kind of task, which chooses the default recipe: "nli", "paraphrase", "fact".
  std::vector<std::string> labels;
  std::vector<CatalogueSet> sets;
};

struct CatalogueModel {
  std::string name;
  Digest digest;
};

struct CatalogueVectors {
  std::string name;
  Digest digest;
};

struct Catalogue {
  std::vector<CatalogueDataset> datasets;
  std::vector<CatalogueModel> models;
  std::vector<CatalogueVectors> vectors = {};
};

// The entry of that name or of that digest in hexadecimal, or nullptr.
const CatalogueDataset* FindDataset(const Catalogue& catalogue, std::string_view name_or_digest);
const CatalogueModel* FindModel(const Catalogue& catalogue, std::string_view name_or_digest);
const CatalogueVectors* FindVectors(const Catalogue& catalogue, std::string_view name_or_digest);

}  // namespace srnet::planning
