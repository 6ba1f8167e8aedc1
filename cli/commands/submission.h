// A specification becomes a sweep.
#pragma once

#include <filesystem>
#include <string>

#include "cli/commands/context.h"
#include "cli/commands/service.h"
#include "cli/commands/specification_options.h"
#include "common/status/status.h"

namespace srnet::cli {

// Prepares (see specification_file.h) and submits the specification, and prints the service's notices.
StatusOr<v1::SubmitSweepResponse> Submit(Context& context, const Service& service,
                                         const SpecificationArguments& arguments, int priority);

// Makes a resend of one request harmless.
std::string NewRequestId();

// The id of the sweep; its errors are not about the file.
StatusOr<std::string> SweepIdOf(const Service& service, const std::string& sweep);

// The service's errors about a specification, with the file that they are about.
Status AboutFile(const Status& status, const std::filesystem::path& file);

}  // namespace srnet::cli
