#include "cli/commands/vectors.h"

#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/client/tree.h"
#include "cli/commands/entries.h"
#include "cli/commands/service.h"
#include "model/bias/word_vectors.h"

namespace srnet::cli {
namespace {

struct VectorsArguments {
  std::string name;
  std::filesystem::path file;
};

// A file of gigabytes is looked at before it is sent.
StatusOr<ExitCode> Import(Context& context, const VectorsArguments& arguments) {
  SRNET_RETURN_IF_ERROR(bias::WordVectors::CheckHead(arguments.file));
  SRNET_ASSIGN_OR_RETURN(const Tree tree, TreeOfFile(arguments.file, bias::kWordVectorsFile));
  SRNET_ASSIGN_OR_RETURN(const Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(
      const v1::CatalogueEntry entry,
      StoreEntry(context, service.connection(), v1::CatalogueEntry::KIND_VECTORS, arguments.name, tree));
  PrintEntry(context, entry);
  return ExitCode::kDone;
}

}  // namespace

void DeclareVectors(CLI::App& app, Command& chosen) {
  CLI::App* group =
      app.add_subcommand("vectors", "Word vectors of bias models")->require_subcommand(1)->fallthrough();
  auto arguments = std::make_shared<VectorsArguments>();
  CLI::App* command = group->add_subcommand("import", "Upload word vectors and name them")->fallthrough();
  command->add_option("name", arguments->name, "What specifications call them")->required();
  command->add_option("file", arguments->file, "In fastText's text format (.vec), unpacked")->required();
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Import(context, *arguments); };
  });
  group->add_subcommand("list", "List the word vectors of the catalogue")->fallthrough()->callback([&chosen] {
    chosen = ListOf(v1::CatalogueEntry::KIND_VECTORS);
  });
}

}  // namespace srnet::cli
