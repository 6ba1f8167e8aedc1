// From the file a user names to the specification that is sent: its model's folder is uploaded on the way.
#pragma once

#include <filesystem>
#include <string>

#include "cli/client/connection.h"
#include "cli/commands/context.h"
#include "cli/commands/specification_options.h"
#include "common/status/status.h"

namespace srnet::cli {

// Reads FILE ("-": standard input) or takes the preset of that name, and adds the options. If the result
// names its model by path (relative to the file, or to the working folder where an option says so), uploads
// and registers that folder and puts its digest in place of the path. NOT_FOUND, INVALID_ARGUMENT with what
// to do; else as UploadTree.
StatusOr<std::string> PrepareSpecification(Context& context, const Connection& connection,
                                           const SpecificationArguments& arguments);

// Uploads a Hugging Face model folder and registers it. INVALID_ARGUMENT names the files that are missing.
StatusOr<v1::CatalogueEntry> ImportModel(Context& context, const Connection& connection,
                                         const std::string& name, const std::filesystem::path& folder);

}  // namespace srnet::cli
