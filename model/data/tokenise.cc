#include "model/data/tokenise.h"

#include <cstring>
#include <limits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/data/dataset_folder.h"
#include "model/data/dataset_json.h"
#include "model/data/row_sample.h"
#include "model/data/tokenised_format.h"
#include "model/data/training_rows.h"
#include "model/tokenizer/pair_encoder.h"

namespace srnet::data {
namespace {

using tokenizer::PairEncoder;
using tokenizer::TokenId;

// Which rows a limit keeps is part of the algorithm of import_dataset, and does not depend on any seed of a
// run.
constexpr std::uint64_t kSampleSeed = 13;
constexpr std::size_t kNarrowVocabulary = 1 << 16;

// Texts that many rows share, such as groups, are stored once.
class StringPool {
 public:
  std::uint32_t Add(const std::string& value) {
    const auto [entry, is_new] = indices_.emplace(value, static_cast<std::uint32_t>(indices_.size()));
    if (is_new) {
      text_ += value;
      offsets_.push_back(text_.size());
    }
    return entry->second;
  }
  std::size_t size() const { return indices_.size(); }
  const std::vector<std::uint64_t>& offsets() const { return offsets_; }
  const std::string& text() const { return text_; }

 private:
  std::unordered_map<std::string, std::uint32_t> indices_;
  std::vector<std::uint64_t> offsets_{0};
  std::string text_;
};

struct SetColumns {
  std::vector<std::uint64_t> offsets{0};
  std::vector<TokenId> ids;
  std::vector<std::uint16_t> segment_a_lengths;
  std::vector<std::uint8_t> labels;
  std::vector<std::uint64_t> source_rows;
  std::vector<std::uint32_t> row_ids;
  std::vector<std::uint32_t> groups;
  StringPool strings;
  std::uint64_t truncated = 0;
};

// The rows of `all` at the places of `kept`.
SetColumns TokeniseRows(const std::vector<const Row*>& all, const std::vector<std::uint64_t>& kept,
                        PairEncoder& encoder) {
  SetColumns columns;
  for (const std::uint64_t index : kept) {
    const Row& row = *all[index];
    const PairEncoder::Encoded encoded = encoder.Encode(row.a, row.b);
    columns.ids.insert(columns.ids.end(), encoded.ids.begin(), encoded.ids.end());
    columns.offsets.push_back(columns.ids.size());
    columns.segment_a_lengths.push_back(static_cast<std::uint16_t>(encoded.segment_a_length));
    columns.labels.push_back(static_cast<std::uint8_t>(row.label));
    columns.source_rows.push_back(index);
    columns.row_ids.push_back(columns.strings.Add(row.id));
    for (const std::string& group : row.groups) columns.groups.push_back(columns.strings.Add(group));
    columns.truncated += encoded.truncated ? 1 : 0;
  }
  return columns;
}

// Appends parts so that each begins at a multiple of kAlignment.
class PartWriter {
 public:
  void Append(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    bytes_.append(PaddingAfter(bytes_.size()), '\0');
  }
  template <typename T>
  void Append(const std::vector<T>& column) {
    Append(column.data(), column.size() * sizeof(T));
  }
  std::string Finish() && {
    const Digest digest = DigestOf(bytes_);
    bytes_.append(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kBytes);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

FileHeader MakeHeader(const tokenizer::Tokenizer& tokenizer, std::size_t max_length,
                      std::size_t description_bytes) {
  const tokenizer::SpecialTokens special = tokenizer.special_tokens();
  FileHeader header{};
  std::memcpy(header.magic, kTokenisedMagic, sizeof(header.magic));
  header.version = kTokenisedVersion;
  header.id_bytes = tokenizer.vocabulary_size() <= kNarrowVocabulary ? 2 : 4;
  header.max_length = max_length;
  header.vocabulary_size = tokenizer.vocabulary_size();
  header.pad_id = special.pad;
  header.cls_id = special.begin;
  header.sep_id = special.separator;
  header.description_bytes = description_bytes;
  return header;
}

void AppendIds(const std::vector<TokenId>& ids, std::uint32_t id_bytes, PartWriter& writer) {
  if (id_bytes == 2) {
    writer.Append(std::vector<std::uint16_t>(ids.begin(), ids.end()));
  } else {
    writer.Append(ids);
  }
}

void AppendColumns(const SetColumns& columns, std::uint32_t id_bytes, PartWriter& writer) {
  writer.Append(columns.offsets);
  AppendIds(columns.ids, id_bytes, writer);
  writer.Append(columns.segment_a_lengths);
  writer.Append(columns.labels);
  writer.Append(columns.source_rows);
  writer.Append(columns.row_ids);
  writer.Append(columns.groups);
  writer.Append(columns.strings.offsets());
  writer.Append(columns.strings.text().data(), columns.strings.text().size());
}

// A set of the file: its description and its columns.
struct TokenisedSetParts {
  LabelledSet description;  // Its rows are empty and as many as are kept.
  SetColumns columns;
};

// All rows that could be in a set, and the places of those that are.
struct ChosenRows {
  std::vector<const Row*> all;
  std::vector<std::uint64_t> kept;
};

StatusOr<ChosenRows> ChooseRows(const Dataset& dataset, const LabelledSet& set,
                                const TokeniseOptions& options) {
  ChosenRows chosen;
  if (set.role == Role::kTrain) {
    chosen.all = AllTrainingRows(dataset);
    SRNET_ASSIGN_OR_RETURN(chosen.kept,
                           KeptTrainingRows(dataset, options.oracle, options.train_rows, kSampleSeed));
  } else {
    for (const Row& row : set.rows) chosen.all.push_back(&row);
    chosen.kept = SampleRows(set.rows.size(), options.evaluation_rows, kSampleSeed);
  }
  return chosen;
}

LabelledSet DescriptionOf(const LabelledSet& set, std::size_t rows) {
  LabelledSet description;
  description.name = set.name;
  description.role = set.role;
  description.labels = set.labels;
  description.label_merge = set.label_merge;
  description.positive = set.positive;
  description.metrics = set.metrics;
  description.groups = set.groups;
  description.rows.resize(rows);
  return description;
}

StatusOr<TokenisedSetParts> TokeniseSet(const Dataset& dataset, const LabelledSet& set,
                                        const TokeniseOptions& options, PairEncoder& encoder) {
  SRNET_ASSIGN_OR_RETURN(const ChosenRows rows, ChooseRows(dataset, set, options));
  return TokenisedSetParts{DescriptionOf(set, rows.kept.size()), TokeniseRows(rows.all, rows.kept, encoder)};
}

// The data set without texts and without what is not in the file.
Dataset DescriptionOf(const Dataset& dataset, const std::vector<TokenisedSetParts>& sets) {
  Dataset description;
  description.name = dataset.name;
  description.task = dataset.task;
  description.labels = dataset.labels;
  for (const TokenisedSetParts& set : sets) description.sets.push_back(set.description);
  return description;
}

std::string Serialise(const Dataset& dataset, const std::vector<TokenisedSetParts>& sets,
                      const tokenizer::Tokenizer& tokenizer, std::size_t max_length) {
  const std::string description = DescriptionToJson(DescriptionOf(dataset, sets));
  const FileHeader header = MakeHeader(tokenizer, max_length, description.size());
  PartWriter writer;
  writer.Append(&header, sizeof(header));
  writer.Append(description.data(), description.size());
  for (const TokenisedSetParts& set : sets) {
    const SetColumns& columns = set.columns;
    const SetHeader sizes{columns.ids.size(), columns.strings.size(), columns.strings.text().size()};
    writer.Append(&sizes, sizeof(sizes));
  }
  for (const TokenisedSetParts& set : sets) AppendColumns(set.columns, header.id_bytes, writer);
  return std::move(writer).Finish();
}

Status CheckOptions(const Dataset& dataset, const TokeniseOptions& options, std::size_t special_tokens) {
  constexpr std::size_t kMaxLength = std::numeric_limits<std::uint16_t>::max();
  if (options.max_length < special_tokens || options.max_length > kMaxLength) {
    return InvalidArgument("max_length is {}, it must be from {} to {}", options.max_length, special_tokens,
                           kMaxLength);
  }
  for (const LabelledSet& set : dataset.sets) {
    if (set.labels.size() > 255) return InvalidArgument("set \"{}\" has more than 255 labels", set.name);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::string> TokeniseToBytes(const Dataset& dataset, const tokenizer::Tokenizer& tokenizer,
                                      const TokeniseOptions& options, TokeniseReport* report) {
  SRNET_RETURN_IF_ERROR(CheckDataset(dataset));
  SRNET_RETURN_IF_ERROR(CheckOptions(dataset, options, tokenizer.special_tokens().of_a_pair()));
  PairEncoder encoder(tokenizer, options.max_length);
  std::vector<TokenisedSetParts> sets;
  TokeniseReport totals;
  for (const LabelledSet& set : dataset.sets) {
    if (set.role == Role::kOracle) continue;
    SRNET_ASSIGN_OR_RETURN(TokenisedSetParts parts, TokeniseSet(dataset, set, options, encoder));
    totals.rows += parts.columns.labels.size();
    totals.tokens += parts.columns.ids.size();
    totals.truncated += parts.columns.truncated;
    sets.push_back(std::move(parts));
  }
  if (report != nullptr) *report = totals;
  return Serialise(dataset, sets, tokenizer, options.max_length);
}

StatusOr<TokeniseReport> TokeniseDataset(const std::filesystem::path& folder,
                                         const tokenizer::Tokenizer& tokenizer,
                                         const TokeniseOptions& options,
                                         const std::filesystem::path& output) {
  SRNET_ASSIGN_OR_RETURN(const Dataset dataset, ReadDatasetFolder(folder));
  TokeniseReport report;
  SRNET_ASSIGN_OR_RETURN(const std::string bytes, TokeniseToBytes(dataset, tokenizer, options, &report));
  SRNET_RETURN_IF_ERROR(WriteFileAtomically(output, bytes));
  return report;
}

}  // namespace srnet::data
