// Everything that a result came from, stage by stage, for people. Pure.
#pragma once

#include <string>

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// Inputs before what reads them: what each stage is, who ran it on what, what it read and made. Digests are
// cut to 12 characters.
std::string ShowLineage(const v1::GetLineageResponse& lineage);

}  // namespace srnet::cli
