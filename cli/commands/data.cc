#include "cli/commands/data.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/entries.h"
#include "cli/commands/scratch_folder.h"
#include "cli/commands/service.h"
#include "model/data/dataset_folder.h"
#include "model/data/generate_embedded.h"
#include "model/tasks/import_task.h"
#include "model/tasks/registry.h"

namespace srnet::cli {
namespace {

struct ImportArguments {
  std::string task;
  std::string folder;
  tasks::ImportOptions options;
};

// The canonical folder is made first: a bad row costs nobody an upload.
Status Store(Context& context, const data::Dataset& dataset) {
  SRNET_ASSIGN_OR_RETURN(const ScratchFolder scratch, ScratchFolder::Make());
  const auto folder = scratch.path() / "dataset";
  SRNET_RETURN_IF_ERROR(data::WriteDatasetFolder(dataset, folder));
  SRNET_ASSIGN_OR_RETURN(const Tree tree, ReadTree(folder, [](std::string_view) { return true; }));
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(
      const v1::CatalogueEntry entry,
      StoreEntry(context, service.connection(), v1::CatalogueEntry::KIND_DATASET, dataset.name, tree));
  for (const data::LabelledSet& set : dataset.sets) {
    fmt::print(context.err, "  {} ({}): {} rows\n", set.name, data::RoleName(set.role), set.rows.size());
  }
  PrintEntry(context, entry);
  return absl::OkStatus();
}

void PrintSkippedRows(Context& context, const tasks::ImportedFile& file) {
  if (file.left_out > 0) {
    fmt::print(context.err, "left out {} rows of {}, as the description says\n", file.left_out,
               file.path.native());
  }
  if (file.bad_rows.count == 0) return;
  fmt::print(context.err, "skipped {} of {} rows of {} (with --strict they are an error), among them:\n",
             file.bad_rows.count, file.bad_rows.count + static_cast<std::int64_t>(file.rows),
             file.path.native());
  for (const std::string& row : file.bad_rows.first) fmt::print(context.err, "  {}\n", row);
}

StatusOr<ExitCode> Import(Context& context, const ImportArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(const tasks::TaskDescription task, tasks::FindDescription(arguments.task));
  SRNET_ASSIGN_OR_RETURN(const tasks::Import imported,
                         tasks::ImportTask(task, arguments.folder, arguments.options));
  for (const tasks::ImportedFile& file : imported.files) PrintSkippedRows(context, file);
  for (const std::string& set : imported.absent) fmt::print(context.err, "without the set {}\n", set);
  SRNET_RETURN_IF_ERROR(Store(context, imported.dataset));
  return ExitCode::kDone;
}

StatusOr<ExitCode> DescribeTask(Context& context, const std::string& task) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, tasks::DescriptionText(task));
  fmt::print(context.out, "{}", text);
  return ExitCode::kDone;
}

std::string TaskNames() {
  std::string names;
  for (const tasks::BuiltinTask& task : tasks::BuiltinTasks()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", task.name);
  }
  return names;
}

StatusOr<ExitCode> Generate(Context& context, const data::EmbeddedOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const data::Dataset dataset, data::GenerateEmbeddedNli(options));
  SRNET_RETURN_IF_ERROR(Store(context, dataset));
  return ExitCode::kDone;
}

void DeclareImport(CLI::App& group, Command& chosen) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command =
      group.add_subcommand("import", "Import a data set from its published files")->fallthrough();
  command
      ->add_option("task", arguments->task,
                   fmt::format("{}, or a file that describes another task (docs/tasks.md)", TaskNames()))
      ->required();
  command->add_option("folder", arguments->folder, "Holds the files, plain or .zst")->required();
  command->add_option("--name", arguments->options.name,
                      "What specifications call it; else the name in the description");
  command->add_flag("--strict", arguments->options.strict, "A bad row is an error, not skipped");
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Import(context, *arguments); };
  });
}

void DeclareDescribe(CLI::App& group, Command& chosen) {
  auto task = std::make_shared<std::string>();
  CLI::App* command =
      group.add_subcommand("describe", "Print the description of a built-in task")->fallthrough();
  command->add_option("task", *task, TaskNames())->required();
  command->callback(
      [task, &chosen] { chosen = [task](Context& context) { return DescribeTask(context, *task); }; });
}

void DeclareGenerate(CLI::App& group, Command& chosen) {
  auto options = std::make_shared<data::EmbeddedOptions>();
  options->name = "embedded-nli";
  CLI::App* command =
      group.add_subcommand("generate", "Make the embedded data set: inference with a shortcut")
          ->fallthrough();
  command->add_option("--name", options->name, "What specifications call it")->capture_default_str();
  command->add_option("--rows-train", options->train_rows, "Training rows")->capture_default_str();
  command->add_option("--rows-dev", options->dev_rows, "Rows in distribution")->capture_default_str();
  command->add_option("--rows-ood", options->ood_rows, "Rows out of distribution")->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed, other sentences")->capture_default_str();
  command->callback(
      [options, &chosen] { chosen = [options](Context& context) { return Generate(context, *options); }; });
}

}  // namespace

void DeclareData(CLI::App& app, Command& chosen) {
  CLI::App* group = app.add_subcommand("data", "Data sets")->require_subcommand(1)->fallthrough();
  DeclareImport(*group, chosen);
  DeclareDescribe(*group, chosen);
  DeclareGenerate(*group, chosen);
  group->add_subcommand("list", "List the data sets of the catalogue")->fallthrough()->callback([&chosen] {
    chosen = ListOf(v1::CatalogueEntry::KIND_DATASET);
  });
}

}  // namespace srnet::cli
