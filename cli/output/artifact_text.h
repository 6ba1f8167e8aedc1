// Artifacts, and what is wrong with some, as people read them. Pure.
#pragma once

#include <string>

#include "cli/output/table.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::cli {

// "mask_train mask in a4568c75da028dab", "model minilm"
std::string ReferrerText(const v1::ArtifactReferrer& referrer);

// One row each. People see the first two of those that refer to it, programs all.
Table ArtifactTable(const v1::ListArtifactsResponse& response, Form form);

// What it is, of whom, and what to do: one line.
std::string ProblemText(const v1::VerifyArtifactsResponse::Problem& problem);

// What a collection has removed, or would remove, and what it has left.
std::string GarbageText(const v1::CollectGarbageResponse& response, bool dry_run);

}  // namespace srnet::cli
