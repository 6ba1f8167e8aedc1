#include "cli/commands/export.h"

#include <fmt/ostream.h>

#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/client/download.h"
#include "cli/commands/lineage_query.h"
#include "cli/commands/model_product.h"
#include "cli/commands/scratch_folder.h"
#include "cli/commands/service.h"
#include "common/files/files.h"
#include "model/export/hugging_face_folder.h"

namespace srnet::cli {
namespace {

constexpr std::uint64_t kMaxDescriptionBytes = std::uint64_t{16} << 20;

struct ExportArguments {
  std::string what;
  std::string folder;
  std::string artifact;
  model_export::Form form = model_export::Form::kZeros;
};

// The names of the classes, from dataset.json of the data set folder.
StatusOr<std::vector<std::string>> LabelsOf(const Connection& connection, Interruption& interruption,
                                            const ModelProduct& product,
                                            const std::filesystem::path& scratch) {
  if (!product.dataset.has_value())
    return InvalidArgument("no data set is behind this stage, so its classes have no names");
  const auto is_description = [](std::string_view name) { return name == "dataset.json"; };
  SRNET_RETURN_IF_ERROR(DownloadTree(connection, interruption, *product.dataset, is_description, scratch));
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(scratch / "dataset.json", kMaxDescriptionBytes));
  const auto description = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> labels;
  if (description.is_object() && description.contains("labels") && description["labels"].is_array()) {
    for (const auto& label : description["labels"]) {
      if (label.is_string()) labels.push_back(label.get<std::string>());
    }
  }
  if (labels.empty())
    return DataLoss("dataset.json of data set {} names no labels", product.dataset->ToHex());
  return labels;
}

// Brings all parts of the product into `scratch`.
StatusOr<model_export::Product> Fetch(const Connection& connection, Interruption& interruption,
                                      const ModelProduct& found, const std::filesystem::path& scratch) {
  model_export::Product product{.model_folder = scratch / "model", .weights = scratch / "weights"};
  SRNET_RETURN_IF_ERROR(MakeDirectories(product.model_folder));
  const bool own_weights = !found.checkpoint.has_value();
  const auto keep = [own_weights](std::string_view name) {
    const bool is_nested = name.find('/') != std::string_view::npos;
    return !is_nested && (own_weights || name != "model.safetensors");
  };
  SRNET_RETURN_IF_ERROR(DownloadTree(connection, interruption, found.model, keep, product.model_folder));
  if (own_weights) {
    product.weights = product.model_folder / "model.safetensors";
  } else {
    SRNET_RETURN_IF_ERROR(DownloadBlob(connection, interruption, *found.checkpoint, product.weights));
  }
  if (found.mask.has_value()) {
    product.mask = scratch / "mask";
    SRNET_RETURN_IF_ERROR(DownloadBlob(connection, interruption, *found.mask, *product.mask));
  }
  SRNET_ASSIGN_OR_RETURN(product.labels, LabelsOf(connection, interruption, found, scratch));
  return product;
}

StatusOr<ExitCode> Export(Context& context, const ExportArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  const Connection& connection = service.connection();
  SRNET_ASSIGN_OR_RETURN(const std::string stage, StageKeyOf(connection, arguments.what));
  SRNET_ASSIGN_OR_RETURN(const v1::GetLineageResponse lineage, LineageOf(connection, stage));
  const std::string& key = lineage.nodes().rbegin()->stage().stage_key();
  SRNET_ASSIGN_OR_RETURN(const ModelProduct found, FindModelProduct(lineage, key, arguments.artifact));
  SRNET_ASSIGN_OR_RETURN(const ScratchFolder scratch, ScratchFolder::Make());
  SRNET_ASSIGN_OR_RETURN(const model_export::Product product,
                         Fetch(connection, context.interruption, found, scratch.path()));
  SRNET_RETURN_IF_ERROR(model_export::WriteHuggingFaceFolder(product, arguments.form, arguments.folder));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n",
               nlohmann::json({{"folder", arguments.folder}, {"stage_key", key}}).dump());
  } else {
    fmt::print(context.out, "{}\n", arguments.folder);
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclareExport(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Write a model as a Hugging Face folder");
  command
      ->add_option(
          "what", arguments->what,
          "A point of a sweep, as last/0 or NAME/0 (see results --groups), or a stage: key or unique prefix")
      ->required();
  command->add_option("-o,--folder", arguments->folder, "Where to; must not exist or be empty")->required();
  command->add_option("--artifact", arguments->artifact,
                      "Which checkpoint, where a stage has several: checkpoint-7");
  CLI::Option* apart = command->add_flag_callback(
      "--mask-apart", [arguments] { arguments->form = model_export::Form::kMaskApart; },
      "Leave the weights dense and write mask.safetensors beside them");
  command
      ->add_flag_callback(
          "--cut-out", [arguments] { arguments->form = model_export::Form::kCutOut; },
          "Leave out the attention heads and feed-forward units that are masked as a whole")
      ->excludes(apart);
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Export(context, *arguments); };
  });
}

}  // namespace srnet::cli
