// Which of a set's numbers stand for it when nobody asks for others.
//
// Sets that have a weighted F1 are reported by it, as the paper reports QQP and PAWS: there a model that says
// "not duplicate" to everything is right on most rows. All others are reported by their accuracy. "A Win-win
// Deal" (NeurIPS 2022), appendix B. Pure.
#pragma once

#include <vector>

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// The rows of whole sets with the metric that the set is reported by, in their order. What a set has may
// differ by stage: other tasks may have a set of the same name.
std::vector<v1::ResultRow> ReportedRows(const std::vector<v1::ResultRow>& rows);

}  // namespace srnet::cli
