// What early stopping would have done to a sweep, for people. Pure.
#pragma once

#include <string>

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// A line for each model that would have been stopped, then what that would have saved and lost.
std::string ShowStoppingReplay(const v1::ReplayStoppingResponse& replay);

}  // namespace srnet::cli
