#include "model/data/dataset_folder.h"

#include <string>
#include <utility>
#include <vector>

#include "common/files/files.h"
#include "common/files/incoming.h"
#include "model/data/dataset_json.h"
#include "model/data/lines.h"
#include "model/tokenizer/utf8.h"

namespace srnet::data {
namespace {

namespace fs = std::filesystem;

constexpr char kDescription[] = "dataset.json";
constexpr std::uint64_t kMaxDescriptionBytes = 1 << 20;
constexpr std::uint64_t kMaxSetBytes = std::uint64_t{8} << 30;

Status CheckUtf8(const Row& row) {
  std::string all = row.id + row.a + row.b;
  for (const std::string& group : row.groups) all += group;
  if (tokenizer::IsUtf8(all)) return absl::OkStatus();
  return InvalidArgument("a text of row \"{}\" is not valid UTF-8", row.id);
}

Status WriteFiles(const Dataset& dataset, const fs::path& folder) {
  for (const LabelledSet& set : dataset.sets) {
    std::string lines;
    for (const Row& row : set.rows) {
      SRNET_RETURN_IF_ERROR(CheckUtf8(row));
      lines += RowToJson(row);
      lines += '\n';
    }
    SRNET_RETURN_IF_ERROR(WriteFileAtomically(folder / FileOfSet(set), lines));
  }
  return WriteFileAtomically(folder / kDescription, DescriptionToJson(dataset));
}

Status ReadRows(const fs::path& path, std::uint64_t expected, LabelledSet& set) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxSetBytes));
  Lines lines(text);
  while (lines.Next()) {
    StatusOr<Row> row = ParseRow(lines.line());
    const Status status = row.ok() ? CheckRow(set, *row) : row.status();
    if (!status.ok()) return Annotate(status, fmt::format("{}:{}", path.native(), lines.number()));
    set.rows.push_back(*std::move(row));
  }
  if (set.rows.size() != expected) {
    return InvalidArgument("{} has {} rows, {} says {}", path.native(), set.rows.size(), kDescription,
                           expected);
  }
  return absl::OkStatus();
}

}  // namespace

Status WriteDatasetFolder(const Dataset& dataset, const fs::path& folder) {
  SRNET_RETURN_IF_ERROR(CheckDataset(dataset));
  SRNET_ASSIGN_OR_RETURN(Incoming incoming, Incoming::Folder(folder));
  SRNET_RETURN_IF_ERROR(WriteFiles(dataset, incoming.path()));
  return incoming.Arrive();
}

StatusOr<Dataset> ReadDatasetFolder(const fs::path& folder) {
  const fs::path description = folder / kDescription;
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(description, kMaxDescriptionBytes));
  std::vector<SetFile> files;
  SRNET_ASSIGN_OR_RETURN(Dataset dataset, ParseDescription(text, description.native(), files));
  for (std::size_t i = 0; i < files.size(); ++i) {
    SRNET_RETURN_IF_ERROR(ReadRows(folder / files[i].file, files[i].rows, dataset.sets[i]));
  }
  SRNET_RETURN_IF_ERROR(Annotate(CheckDataset(dataset), description.native()));
  return dataset;
}

}  // namespace srnet::data
