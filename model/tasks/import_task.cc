#include "model/tasks/import_task.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "model/data/text_file.h"
#include "model/tasks/read_rows.h"

namespace srnet::tasks {
namespace {

namespace fs = std::filesystem;

struct FoundSet {
  const SetDescription* set;
  fs::path path;
};

std::optional<fs::path> FindFile(const fs::path& folder, const TaskDescription& task,
                                 const SetDescription& set) {
  for (const std::string& below : task.folders) {
    for (const std::string& file : set.files) {
      const fs::path place = below == "." ? folder / file : folder / below / file;
      if (StatusOr<fs::path> path = data::FindTextFile(place); path.ok()) return *std::move(path);
    }
  }
  return std::nullopt;
}

StatusOr<std::vector<FoundSet>> FindSets(const fs::path& folder, const TaskDescription& task,
                                         Import& import) {
  std::vector<FoundSet> found;
  std::vector<std::string> missing;
  for (const SetDescription& set : task.sets) {
    const std::optional<fs::path> path = FindFile(folder, task, set);
    const std::string files = fmt::format("{}", fmt::join(set.files, " or "));
    if (path.has_value()) {
      found.push_back({&set, *path});
    } else if (set.optional) {
      import.absent.push_back(fmt::format("{} ({})", set.set.name, files));
    } else {
      missing.push_back(fmt::format("set \"{}\": {}", set.set.name, files));
    }
  }
  if (missing.empty()) return found;
  return NotFound("{} lacks files, also as .zst and in its folders {}:\n  {}", folder.native(),
                  fmt::join(task.folders, ", "), fmt::join(missing, "\n  "));
}

StatusOr<RawRows> ReadSet(const FoundSet& found, const ImportOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, data::ReadTextFile(found.path, options.max_file_bytes));
  StatusOr<RawRows> raw = ReadRows(text, found.path.native(), *found.set);
  if (!raw.ok()) return raw;
  if (options.strict) SRNET_RETURN_IF_ERROR(RefuseBadRows(raw->bad_rows, found.path.native()));
  if (raw->rows.empty()) {
    return InvalidArgument("{} has no usable row, {} bad ones and {} that the description leaves out{}{}",
                           found.path.native(), raw->bad_rows.count, raw->left_out,
                           raw->bad_rows.first.empty() ? "" : ":\n  ",
                           fmt::join(raw->bad_rows.first, "\n  "));
  }
  return raw;
}

// A group without any value says nothing.
void DropEmptyGroups(data::LabelledSet& set) {
  for (std::size_t column = set.groups.size(); column-- > 0;) {
    const auto has_value = [column](const data::Row& row) { return !row.groups[column].empty(); };
    if (std::any_of(set.rows.begin(), set.rows.end(), has_value)) continue;
    const auto at = static_cast<std::ptrdiff_t>(column);
    set.groups.erase(set.groups.begin() + at);
    for (data::Row& row : set.rows) row.groups.erase(row.groups.begin() + at);
  }
}

}  // namespace

StatusOr<Import> ImportTask(const TaskDescription& task, const fs::path& folder,
                            const ImportOptions& options) {
  Import import;
  SRNET_ASSIGN_OR_RETURN(const std::vector<FoundSet> found, FindSets(folder, task, import));
  import.dataset.name = options.name.empty() ? task.name : options.name;
  import.dataset.task = task.task;
  import.dataset.labels = task.classes;
  for (const FoundSet& part : found) {
    SRNET_ASSIGN_OR_RETURN(RawRows raw, ReadSet(part, options));
    data::LabelledSet& set = import.dataset.sets.emplace_back(part.set->set);
    set.rows = std::move(raw.rows);
    DropEmptyGroups(set);
    import.files.push_back({part.path, set.rows.size(), raw.left_out, std::move(raw.bad_rows)});
  }
  SRNET_RETURN_IF_ERROR(CheckDataset(import.dataset));
  return import;
}

}  // namespace srnet::tasks
