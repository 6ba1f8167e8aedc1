#include "storage/stores/stage_records.h"

#include "storage/stores/enum_names.h"

namespace srnet::storage {
namespace {

constexpr std::array<std::string_view, 7> kStageStates = {"blocked", "ready",   "leased",   "done",
                                                          "failed",  "skipped", "cancelled"};
constexpr std::array<std::string_view, 2> kArtifactKinds = {"blob", "tree"};

}  // namespace

std::string_view Name(StageState state) { return EnumName(kStageStates, state); }

StatusOr<StageState> ParseStageState(std::string_view name) {
  return ParseEnum<StageState>(kStageStates, "state of a stage", name);
}

bool IsFinal(StageState state) {
  return state != StageState::kBlocked && state != StageState::kReady && state != StageState::kLeased;
}

std::string_view Name(ArtifactKind kind) { return EnumName(kArtifactKinds, kind); }

StatusOr<ArtifactKind> ParseArtifactKind(std::string_view name) {
  return ParseEnum<ArtifactKind>(kArtifactKinds, "kind of an artifact", name);
}

}  // namespace srnet::storage
