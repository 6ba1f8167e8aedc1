// A catalogue with one model, word vectors and data sets that are judged by accuracy, for the planner's
// tests.
#pragma once

#include "common/digest/sha256.h"
#include "coordinator/planning/catalogue.h"

namespace srnet::planning {

inline Catalogue ExampleCatalogue() {
  Catalogue catalogue;
  catalogue.models = {{"bert", DigestOf("bert")}};
  catalogue.vectors = {{"crawl", DigestOf("crawl")}};
  const std::vector<std::string> labels = {"contradiction", "entailment", "neutral"};
  catalogue.datasets = {
      {"mnli",
       DigestOf("mnli"),
       "nli",
       labels,
       {{"train", SetRole::kTrain, 392702}, {"dev", SetRole::kDev, 9815}, {"hans", SetRole::kOod, 30000}}},
      {"small",
       DigestOf("small"),
       "nli",
       labels,
       {{"train", SetRole::kTrain, 6000}, {"dev", SetRole::kDev, 1000}, {"ood", SetRole::kOod, 3000}}},
      {"odd",
       DigestOf("odd"),
       "ranking",
       labels,
       {{"train", SetRole::kTrain, 10}, {"dev", SetRole::kDev, 10}}},
      {"pairs",
       DigestOf("pairs"),
       "paraphrase",
       {"different", "same"},
       {{"train", SetRole::kTrain, 6000}, {"dev", SetRole::kDev, 1000}}},
  };
  return catalogue;
}

}  // namespace srnet::planning
