// The canonical text of a stage: one JSON object, keys sorted, no spaces, shortest round-trip numbers.
//
// Canonical(ParseStage(text)) == text for every text that Canonical wrote, and equal stages have equal texts.
// ParseStage fails with INVALID_ARGUMENT and the JSON path on unknown, missing or mistyped fields, on an
// unknown kind, and on another algorithm version than this program's: a trainer never guesses what a newer
// planner meant. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/stage/stage.h"
#include "common/status/status.h"

namespace srnet::stage {

std::string Canonical(const Stage& stage);
// The same, into a string whose memory is used again.
void CanonicalInto(const Stage& stage, std::string& out);
StageKey KeyOf(const Stage& stage);
StatusOr<Stage> ParseStage(std::string_view text);

}  // namespace srnet::stage
