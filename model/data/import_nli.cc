#include "model/data/import_nli.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "model/data/nli_tables.h"
#include "model/data/text_file.h"

namespace srnet::data {
namespace {

namespace fs = std::filesystem;

enum class Format { kMnli, kHans };

struct Part {
  const char* file;
  const char* set;
  Role role;
  Format format;
};

constexpr Part kParts[] = {{"train.tsv", "train", Role::kTrain, Format::kMnli},
                           {"dev_matched.tsv", "dev", Role::kDev, Format::kMnli},
                           {"hans/heuristics_evaluation_set.txt", "hans", Role::kOod, Format::kHans}};

StatusOr<fs::path> FindPart(const fs::path& folder, const Part& part) {
  StatusOr<fs::path> path = FindTextFile(folder / part.file);
  if (path.ok()) return path;
  return FindTextFile(folder / "MNLI" / part.file);
}

StatusOr<std::vector<fs::path>> FindParts(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::vector<std::string> missing;
  for (const Part& part : kParts) {
    StatusOr<fs::path> path = FindPart(folder, part);
    if (path.ok()) {
      paths.push_back(*std::move(path));
    } else {
      missing.push_back(fmt::format("{0} or {0}.zst", part.file));
    }
  }
  if (missing.empty()) return paths;
  return NotFound("neither {} nor {} has {}", folder.native(), (folder / "MNLI").native(),
                  fmt::join(missing, "; "));
}

StatusOr<RawRows> ReadPart(const fs::path& path, const Part& part, const ImportOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, options.max_file_bytes));
  StatusOr<RawRows> raw = part.format == Format::kMnli ? ParseMnli(text, path.native(), part.set)
                                                       : ParseHans(text, path.native());
  if (!raw.ok()) return raw;
  if (options.strict) SRNET_RETURN_IF_ERROR(RefuseBadRows(raw->bad_rows, path.native()));
  if (raw->rows.empty()) {
    return InvalidArgument("{} has no usable row:\n  {}", path.native(),
                           fmt::join(raw->bad_rows.first, "\n  "));
  }
  return raw;
}

LabelledSet DescribeSet(const Part& part) {
  LabelledSet set;
  set.name = part.set;
  set.role = part.role;
  if (part.format == Format::kMnli) {
    set.labels = NliLabels();
    set.label_merge = {0, 1, 2};
  } else {
    set.labels = HansLabels();
    set.label_merge = {0, 1, 0};
    set.groups = {"heuristic", "subcase"};
  }
  return set;
}

// Some copies of HANS have lost the last group column; a group without any value says nothing.
void DropEmptyLastGroup(LabelledSet& set) {
  const auto has_value = [](const Row& row) { return !row.groups.back().empty(); };
  if (set.groups.empty() || std::any_of(set.rows.begin(), set.rows.end(), has_value)) return;
  set.groups.pop_back();
  for (Row& row : set.rows) row.groups.pop_back();
}

}  // namespace

StatusOr<Import> ImportNli(const fs::path& folder, const ImportOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const std::vector<fs::path> paths, FindParts(folder));
  Import import;
  import.dataset.name = options.name;
  import.dataset.task = "nli";
  import.dataset.labels = NliLabels();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    SRNET_ASSIGN_OR_RETURN(RawRows raw, ReadPart(paths[i], kParts[i], options));
    LabelledSet& set = import.dataset.sets.emplace_back(DescribeSet(kParts[i]));
    set.rows = std::move(raw.rows);
    DropEmptyLastGroup(set);
    import.files.push_back({paths[i], set.rows.size(), std::move(raw.bad_rows)});
  }
  SRNET_RETURN_IF_ERROR(CheckDataset(import.dataset));
  return import;
}

}  // namespace srnet::data
