// Where a training is: everything besides the model's tensors that an unbroken run would know at this step.
//
// Plain values with a JSON form that keeps every bit. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::training {

struct CurveValue {
  std::string set;
  std::string metric;
  std::int64_t step = 0;
  double value = 0;
  bool operator==(const CurveValue&) const = default;
};

// A product written during the training, kept beside the resume checkpoints until the stage publishes it.
struct KeptProduct {
  std::int64_t step = 0;
  Digest digest;
  bool operator==(const KeptProduct&) const = default;
};

struct RunState {
  std::int64_t step = 0;            // Steps done.
  std::string precision;            // Of the arithmetic so far: "float32" or "bf16".
  std::int64_t threads = 0;         // That did the latest step.
  bool evaluation_pending = false;  // The evaluation of this step was interrupted; it was prepared already.
  bool has_best = false;
  double best_value = 0;  // Of the dev metric.
  std::int64_t best_step = 0;
  std::vector<CurveValue> curves;
  std::vector<KeptProduct> products;  // By step.
  bool operator==(const RunState&) const = default;
};

std::string ToJson(const RunState& state);

// INVALID_ARGUMENT names the JSON path.
StatusOr<RunState> ParseRunState(std::string_view text);

}  // namespace srnet::training
