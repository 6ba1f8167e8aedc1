// A stage and what it reads, as rows. The words are those of docs/architecture.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

enum class StageState { kBlocked, kReady, kLeased, kDone, kFailed, kSkipped, kCancelled };

std::string_view Name(StageState state);  // "blocked", ...
StatusOr<StageState> ParseStageState(std::string_view name);

// Done, failed, skipped or cancelled: nothing will happen to it unless it is asked for again.
bool IsFinal(StageState state);

// What a scheduler needs of a stage; the canonical text is read when it is granted (ReadStageWork).
struct StageRecord {
  StageId id;
  StageKey key;
  std::string kind;
  StageState state = StageState::kBlocked;
  std::int64_t attempts = 0;  // Grants so far.
  std::int64_t crashes =
      0;  // Attempts that ended in a crash or a lost lease since the stage was last asked for.
  std::int64_t memory_class = 0;  // 0: beside other stages. 1: alone on its worker.
  std::int64_t checkpoint = 0;    // The furthest step it could be resumed from when `crashes` was counted.
  std::string failure_class;      // The name of a trainer_protocol::FailureClass, or empty.
  std::string failure_message;
  Instant created;
  std::optional<Instant> ended;
};

// `stage` reads artifact `artifact` of stage `input` as its `role`.
struct StageEdge {
  StageId stage;
  StageId input;
  std::string role;
  std::string artifact;
};

enum class ArtifactKind { kBlob, kTree };

std::string_view Name(ArtifactKind kind);  // "blob", "tree"
StatusOr<ArtifactKind> ParseArtifactKind(std::string_view name);

// A product of a stage.
struct NamedArtifact {
  std::string name;
  Digest digest;
  std::int64_t bytes = 0;
  ArtifactKind kind = ArtifactKind::kBlob;
};

// An input of a stage with the product that answers it.
struct ResolvedInput {
  std::string role;
  StageKey stage;
  NamedArtifact artifact;
};

// Everything a worker must be sent to run the stage.
struct StageWork {
  StageRecord stage;
  std::string canonical;
  std::vector<ResolvedInput> inputs;  // By role.
};

}  // namespace srnet::storage
