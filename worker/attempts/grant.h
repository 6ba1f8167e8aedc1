// What the coordinator asks of a worker for one try at a stage. Plain values, any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/digest/digest.h"

namespace srnet::attempts {

// The same stage under another token is another attempt.
struct AttemptId {
  Digest stage_key;
  std::uint64_t token = 0;
  auto operator<=>(const AttemptId&) const = default;
};

// "<stage key in hex>-<token>": the name of its folder.
std::string ToString(const AttemptId& id);

// The inverse.
std::optional<AttemptId> ParseAttemptId(std::string_view name);

// Where the bytes of an input or source of the stage are. A tree is a folder; its blob is the manifest.
struct ResolvedInput {
  std::string role;
  Digest digest;
  std::int64_t bytes = 0;
  bool tree = false;
  bool source = false;
};

struct Grant {
  AttemptId id;
  std::string stage;  // Canonical text; empty when the coordinator believes that we have it.
  std::vector<ResolvedInput> inputs;
  std::string label;
  bool alone = false;  // It ran out of memory beside others.
};

}  // namespace srnet::attempts
