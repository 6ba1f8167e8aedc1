// What a trainer reports: one JSON object a line on its event pipe (file descriptor 3), nothing else.
//
//   {"event":"progress","phase":"train","step":120,"total_steps":3201,"examples_per_second":25.1}
//   {"event":"curve","set":"dev","metric":"accuracy","step":1000,"value":0.71}
//   {"event":"checkpoint","step":1000}                       a resume checkpoint is durable
//   {"event":"metric","set":"hans","metric":"accuracy","group":"subsequence/entailment","value":0.94}
//   {"event":"artifact","name":"checkpoint","file":"checkpoint.safetensors","sha256":"...","bytes":91234}
//   {"event":"notice","text":"..."}                          to be read once; cut beyond 60 KiB
//   {"event":"engine","torch":"2.11.0","precision":"float32","threads":2}   what it was computed with
//   {"event":"done"}                                         the last line of a success
//   {"event":"failed","class":"out_of_memory","message":"..."}   the last line of a failure; cut likewise
//
// Metrics and artifacts count only once `done` has been read. A trainer that ends without `done` or `failed`
// has crashed. stdout and stderr are logs for people and never parsed. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::trainer_protocol {

inline constexpr int kEventDescriptor = 3;

// Why a stage failed, typed by whoever knows, never guessed from log text.
enum class FailureClass {
  kOutOfMemory,
  kDiverged,
  kBadInput,
  kDataMissing,
  kDeviceFault,
  kPreempted,
  kCrashed,
  kCancelled,
};

struct Progress {
  std::string phase;  // "tokenise", "train", "evaluate", "fit".
  std::int64_t step = 0;
  std::int64_t total_steps = 0;
  double examples_per_second = 0;
};

struct CurvePoint {
  std::string set;
  std::string metric;
  std::int64_t step = 0;
  double value = 0;
};

struct Checkpointed {
  std::int64_t step = 0;
};

// `group` is empty for the whole set, "overlap/entailment" for a part of it. Sparsities have an empty set.
struct Metric {
  std::string set;
  std::string metric;
  std::string group;
  double value = 0;
};

// `file` is relative to the output folder of the request.
struct Artifact {
  std::string name;
  std::string file;
  Digest digest;
  std::int64_t bytes = 0;
};

struct Notice {
  std::string text;
};

// What can change the bits of a result without being part of its stage.
struct Engine {
  std::string torch;      // The version of LibTorch.
  std::string precision;  // What "auto" came to: "float32" or "bf16". Empty: the stage multiplies nothing.
  std::int64_t threads = 0;
};

struct Done {};

struct Failed {
  FailureClass failure_class = FailureClass::kCrashed;
  std::string message;
};

using Event =
    std::variant<Progress, CurvePoint, Checkpointed, Metric, Artifact, Notice, Engine, Done, Failed>;

// One line without the line feed. Doubles keep every bit; a NaN is an error of the caller (SRNET_CHECK).
std::string ToLine(const Event& event);

// Fails with INVALID_ARGUMENT on anything that ToLine could not have written.
StatusOr<Event> ParseLine(std::string_view line);

// "out_of_memory", ... and back. An unknown name is INVALID_ARGUMENT.
std::string_view Name(FailureClass failure_class);
StatusOr<FailureClass> ParseFailureClass(std::string_view name);

}  // namespace srnet::trainer_protocol
