// A result that was run once more, held against what it was: the products and numbers of each of its stages.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

struct ComparedProduct {
  std::string name;
  std::string then;  // Its digest; empty: there is none.
  std::string now;
};

// Numbers are equal when all their bits are.
struct ComparedNumber {
  std::string name;      // "dev accuracy", "hans accuracy of overlap/entailment", "sparsity".
  bool is_part = false;  // Of a part of an evaluation set.
  std::optional<double> then;
  std::optional<double> now;
};

struct ComparedStage {
  std::string key;
  std::string kind;
  std::vector<ComparedProduct> products;
  std::vector<ComparedNumber> numbers;
};

// How many there are, and how many of them are not what they were.
struct Tally {
  std::size_t all = 0;
  std::size_t different = 0;
};

struct Reproduction {
  std::vector<ComparedStage> stages;  // Inputs before what reads them.
  Tally products;
  Tally numbers;
  // What has changed of where the stages ran, each once: "torch: 2.11.0 then, 2.12.0 now".
  std::vector<std::string> changes;
};

bool IsEqual(const ComparedProduct& product);
bool IsEqual(const ComparedNumber& number);
bool IsEqual(const ComparedStage& stage);
bool IsEqual(const Reproduction& reproduction);

// Every stage of `then`; what `now` lacks of it is different.
Reproduction CompareLineages(const v1::GetLineageResponse& then, const v1::GetLineageResponse& now);

}  // namespace srnet::cli
