#include "cli/commands/model.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/entries.h"
#include "cli/commands/service.h"
#include "cli/commands/specification_file.h"

namespace srnet::cli {
namespace {

struct ModelArguments {
  std::string name;
  std::string folder;
};

StatusOr<ExitCode> Import(Context& context, const ModelArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::CatalogueEntry entry,
                         ImportModel(context, service.connection(), arguments.name, arguments.folder));
  PrintEntry(context, entry);
  return ExitCode::kDone;
}

}  // namespace

void DeclareModel(CLI::App& app, Command& chosen) {
  CLI::App* group = app.add_subcommand("model", "Pre-trained models")->require_subcommand(1)->fallthrough();
  auto arguments = std::make_shared<ModelArguments>();
  CLI::App* command =
      group->add_subcommand("import", "Upload a Hugging Face folder and name it")->fallthrough();
  command->add_option("name", arguments->name, "What specifications call it")->required();
  command->add_option("folder", arguments->folder, "Holds config.json, model.safetensors and the vocabulary")
      ->required();
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Import(context, *arguments); };
  });
  group->add_subcommand("list", "List the models of the catalogue")->fallthrough()->callback([&chosen] {
    chosen = ListOf(v1::CatalogueEntry::KIND_MODEL);
  });
}

}  // namespace srnet::cli
