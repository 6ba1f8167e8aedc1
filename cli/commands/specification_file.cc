#include "cli/commands/specification_file.h"

#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/client/tree.h"
#include "cli/commands/entries.h"
#include "cli/specification/amendment.h"
#include "cli/specification/model_path.h"
#include "common/files/files.h"

namespace srnet::cli {
namespace {

constexpr std::uint64_t kMaxSpecificationBytes = std::uint64_t{1} << 20;

// What a model folder is made of; everything else in it (read-me files, other formats) must not change its
// identity.
constexpr std::array<std::string_view, 8> kModelFiles = {
    "config.json",           "merges.txt", "model.safetensors", "special_tokens_map.json", "tokenizer.json",
    "tokenizer_config.json", "vocab.json", "vocab.txt"};

bool IsModelFile(std::string_view name) {
  return std::find(kModelFiles.begin(), kModelFiles.end(), name) != kModelFiles.end();
}

bool Has(const Tree& tree, std::string_view name) {
  return std::any_of(tree.files.begin(), tree.files.end(),
                     [&](const TreeFile& file) { return file.name == name; });
}

Status CheckModel(const Tree& tree, const std::filesystem::path& folder) {
  std::string missing;
  for (const std::string_view name : {"config.json", "model.safetensors"}) {
    if (!Has(tree, name)) missing += fmt::format("{}{}", missing.empty() ? "" : ", ", name);
  }
  const bool has_vocabulary = Has(tree, "vocab.txt") || Has(tree, "tokenizer.json") ||
                              (Has(tree, "vocab.json") && Has(tree, "merges.txt"));
  if (!has_vocabulary) {
    missing += fmt::format("{}vocab.txt (or vocab.json and merges.txt, or tokenizer.json)",
                           missing.empty() ? "" : ", ");
  }
  if (missing.empty()) return absl::OkStatus();
  return InvalidArgument("{}: is no Hugging Face model folder: it lacks {}", folder.native(), missing);
}

// A name that the catalogue takes, from the name of the folder.
std::string NameFor(const std::filesystem::path& folder) {
  const auto normal = folder.lexically_normal();
  std::string name = (normal.has_filename() ? normal : normal.parent_path()).filename().native();
  for (char& c : name) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '-' ||
                       lower == '.' || lower == '_';
    c = plain ? lower : '-';
  }
  return name.empty() || name == "." || name == ".." ? "model" : name;
}

StatusOr<std::string> ReadSpecification(const std::filesystem::path& file) {
  std::error_code unreadable;
  if (NamesPreset(file.native()) && !std::filesystem::exists(file, unreadable)) {
    return PresetSpecification(file.native());
  }
  return ReadFile(file == "-" ? "/dev/stdin" : file, kMaxSpecificationBytes);
}

// A model that an option names is a folder of the working folder's if it has a slash; no name has one.
Amendment Resolved(Amendment amendment) {
  if (amendment.model.find('/') == std::string::npos) return amendment;
  amendment.model = std::filesystem::absolute(amendment.model).native();
  amendment.model_is_path = true;
  return amendment;
}

}  // namespace

StatusOr<v1::CatalogueEntry> ImportModel(Context& context, const Connection& connection,
                                         const std::string& name, const std::filesystem::path& folder) {
  auto tree = ReadTree(folder, IsModelFile);
  if (!tree.ok() && tree.status().code() == StatusCode::kInvalidArgument) return CheckModel({}, folder);
  SRNET_RETURN_IF_ERROR(tree.status());
  SRNET_RETURN_IF_ERROR(CheckModel(*tree, folder));
  return StoreEntry(context, connection, v1::CatalogueEntry::KIND_MODEL, name, *tree);
}

StatusOr<std::string> PrepareSpecification(Context& context, const Connection& connection,
                                           const SpecificationArguments& arguments) {
  const std::filesystem::path file = arguments.file;
  const bool standard_input = file == "-";
  SRNET_ASSIGN_OR_RETURN(std::string text, ReadSpecification(file));
  text = Amended(std::move(text), Resolved(arguments.amendment));
  const auto path = FindModelPath(text);
  if (!path) return text;
  const auto folder = standard_input ? std::filesystem::path(*path) : file.parent_path() / *path;
  const auto entry = ImportModel(context, connection, NameFor(folder), folder);
  if (!entry.ok()) return Annotate(entry.status(), file.native() + ": model.path");
  return ReplaceModelPath(text, entry->tree_sha256());
}

}  // namespace srnet::cli
