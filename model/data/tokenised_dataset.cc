#include "model/data/tokenised_dataset.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/digest/sha256.h"
#include "model/data/dataset_json.h"
#include "model/data/tokenised_format.h"

namespace srnet::data {
namespace {

// What is wrong with the content of a file whose digest is right: a defect of the program that wrote it.
Status Malformed(std::string_view what) { return DataLoss("{}", what); }

bool IsIncreasing(std::span<const std::uint64_t> offsets, std::uint64_t last) {
  return offsets.front() == 0 && offsets.back() == last && std::is_sorted(offsets.begin(), offsets.end());
}

}  // namespace

// Takes the parts of a file one after another and never reads past its end.
class TokenisedFileReader {
 public:
  explicit TokenisedFileReader(std::string_view content) : content_(content) {}

  Status Read(TokenisedDataset& dataset) {
    FileHeader header;
    SRNET_RETURN_IF_ERROR(ReadHeader(header));
    std::string_view description;
    SRNET_RETURN_IF_ERROR(Take(header.description_bytes, 1, description));
    std::vector<SetFile> files;
    SRNET_ASSIGN_OR_RETURN(Dataset described, ParseDescription(description, "the description", files));
    dataset.name_ = described.name;
    dataset.labels_ = described.labels;
    dataset.max_length_ = header.max_length;
    dataset.vocabulary_size_ = header.vocabulary_size;
    dataset.pad_id_ = header.pad_id;
    dataset.cls_id_ = header.cls_id;
    dataset.sep_id_ = header.sep_id;
    std::vector<SetHeader> set_headers(described.sets.size());
    for (SetHeader& set_header : set_headers) SRNET_RETURN_IF_ERROR(Take(set_header));
    for (std::size_t i = 0; i < set_headers.size(); ++i) {
      TokenisedSet& set = dataset.sets_.emplace_back();
      set.description_ = std::move(described.sets[i]);
      SRNET_RETURN_IF_ERROR(ReadColumns(files[i].rows, set_headers[i], header.id_bytes, set));
      SRNET_RETURN_IF_ERROR(CheckRows(dataset, set));
      SRNET_RETURN_IF_ERROR(CheckStrings(set));
    }
    if (position_ != content_.size()) return Malformed("there are bytes after the last column");
    if (dataset.Find(Role::kTrain) == nullptr || dataset.Find(Role::kDev) == nullptr) {
      return Malformed("there is no training or no dev set");
    }
    return absl::OkStatus();
  }

  // The first bytes decide whether this is our kind of file at all; checked before the digest.
  static Status CheckKind(std::string_view content) {
    FileHeader header;
    if (content.size() < sizeof(header)) return DataLoss("too short for a tokenised data set");
    std::memcpy(&header, content.data(), sizeof(header));
    if (std::memcmp(header.magic, kTokenisedMagic, sizeof(header.magic)) != 0) {
      return InvalidArgument("not a tokenised data set");
    }
    if (header.version != kTokenisedVersion) {
      return InvalidArgument(
          "a tokenised data set of version {}, this program reads version {}: import it again",
          header.version, kTokenisedVersion);
    }
    return absl::OkStatus();
  }

 private:
  Status ReadHeader(FileHeader& header) {
    SRNET_RETURN_IF_ERROR(Take(header));
    if (header.id_bytes != 2 && header.id_bytes != 4) return Malformed("ids are neither 2 nor 4 bytes");
    const auto known = [&header](std::int32_t id) {
      return id >= 0 && static_cast<std::uint64_t>(id) < header.vocabulary_size;
    };
    if (known(header.pad_id) && known(header.cls_id) && known(header.sep_id)) return absl::OkStatus();
    return Malformed("a special token is not in the vocabulary");
  }

  Status ReadColumns(std::uint64_t rows, const SetHeader& header, std::uint32_t id_bytes, TokenisedSet& set) {
    SRNET_RETURN_IF_ERROR(TakeColumn(rows + 1, set.offsets_));
    if (id_bytes == 2) {
      SRNET_RETURN_IF_ERROR(TakeIds<std::uint16_t>(header.tokens, set.all_ids_));
    } else {
      SRNET_RETURN_IF_ERROR(TakeIds<std::uint32_t>(header.tokens, set.all_ids_));
    }
    SRNET_RETURN_IF_ERROR(TakeColumn(rows, set.segment_a_lengths_));
    SRNET_RETURN_IF_ERROR(TakeColumn(rows, set.labels_));
    SRNET_RETURN_IF_ERROR(TakeColumn(rows, set.source_rows_));
    SRNET_RETURN_IF_ERROR(TakeColumn(rows, set.row_id_strings_));
    SRNET_RETURN_IF_ERROR(TakeColumn(rows * set.description_.groups.size(), set.group_strings_));
    SRNET_RETURN_IF_ERROR(TakeColumn(header.strings + 1, set.strings_.offsets));
    return Take(header.text_bytes, 1, set.strings_.text);
  }

  static Status CheckRows(const TokenisedDataset& dataset, const TokenisedSet& set) {
    if (set.rows() == 0) return Malformed("a set has no rows");
    if (!IsIncreasing(set.offsets_, set.all_ids_.size()))
      return Malformed("the offsets of rows do not increase");
    const auto vocabulary_size = dataset.vocabulary_size();
    for (std::size_t i = 0; i < set.all_ids_.size(); ++i) {
      if (static_cast<std::uint32_t>(set.all_ids_[i]) >= vocabulary_size)
        return Malformed("an id is unknown");
    }
    for (std::size_t row = 0; row < set.rows(); ++row) {
      const std::size_t length = set.length(row);
      const std::size_t a = set.segment_a_length(row);
      if (length > dataset.max_length() || a < 2 || a >= length)
        return Malformed("a row has an impossible length");
      const TokenSpan ids = set.ids(row);
      if (ids[0] != dataset.cls_id() || ids[a - 1] != dataset.sep_id() ||
          ids[length - 1] != dataset.sep_id()) {
        return Malformed("a row is not [CLS] A [SEP] B [SEP]");
      }
      if (set.labels_[row] >= set.description_.labels.size()) return Malformed("a label is out of range");
    }
    return absl::OkStatus();
  }

  static Status CheckStrings(const TokenisedSet& set) {
    const auto& strings = set.strings_;
    if (!IsIncreasing(strings.offsets, strings.text.size()))
      return Malformed("the offsets of strings do not increase");
    const std::size_t count = strings.offsets.size() - 1;
    const auto known = [count](std::uint32_t index) { return index < count; };
    if (std::all_of(set.row_id_strings_.begin(), set.row_id_strings_.end(), known) &&
        std::all_of(set.group_strings_.begin(), set.group_strings_.end(), known)) {
      return absl::OkStatus();
    }
    return Malformed("a row refers to a string that is not there");
  }

  // A part of `count` elements of `size` bytes, and the zeros after it.
  Status Take(std::uint64_t count, std::size_t size, std::string_view& part) {
    if (count > (content_.size() - position_) / size)
      return Malformed("a column reaches past the end of the file");
    part = content_.substr(position_, count * size);
    position_ += part.size();
    position_ = std::min(position_ + PaddingAfter(position_), content_.size());
    return absl::OkStatus();
  }

  template <typename Header>
  Status Take(Header& header) {
    std::string_view part;
    SRNET_RETURN_IF_ERROR(Take(1, sizeof(header), part));
    std::memcpy(&header, part.data(), sizeof(header));
    return absl::OkStatus();
  }

  template <typename T>
  Status TakeColumn(std::uint64_t count, std::span<const T>& column) {
    std::string_view part;
    SRNET_RETURN_IF_ERROR(Take(count, sizeof(T), part));
    // Parts begin at multiples of 8 in a mapping that begins at a page, so the type's alignment holds.
    column = {reinterpret_cast<const T*>(part.data()), static_cast<std::size_t>(count)};
    return absl::OkStatus();
  }

  template <typename T>
  Status TakeIds(std::uint64_t count, TokenSpan& ids) {
    std::span<const T> column;
    SRNET_RETURN_IF_ERROR(TakeColumn(count, column));
    ids = TokenSpan(column);
    return absl::OkStatus();
  }

  std::string_view content_;
  std::size_t position_ = 0;
};

std::string_view TokenisedSet::group(std::size_t row, std::size_t column) const {
  return strings_.at(group_strings_[row * description_.groups.size() + column]);
}

StatusOr<TokenisedDataset> TokenisedDataset::Open(const std::filesystem::path& path) {
  TokenisedDataset dataset;
  SRNET_ASSIGN_OR_RETURN(dataset.file_, MappedFile::Open(path));
  const std::string_view bytes = dataset.file_.bytes();
  SRNET_RETURN_IF_ERROR(Annotate(TokenisedFileReader::CheckKind(bytes), path.native()));
  if (bytes.size() < sizeof(FileHeader) + Digest::kBytes) return DataLoss("{} is truncated", path.native());
  const std::string_view content = bytes.substr(0, bytes.size() - Digest::kBytes);
  dataset.digest_ = DigestOf(content);
  if (std::memcmp(dataset.digest_.bytes().data(), content.data() + content.size(), Digest::kBytes) != 0) {
    return DataLoss("{} is truncated or altered: its SHA-256 is not the one at its end", path.native());
  }
  SRNET_RETURN_IF_ERROR(Annotate(TokenisedFileReader(content).Read(dataset), path.native()));
  return dataset;
}

const TokenisedSet* TokenisedDataset::Find(std::string_view name) const {
  const auto found =
      std::find_if(sets_.begin(), sets_.end(), [name](const auto& set) { return set.name() == name; });
  return found == sets_.end() ? nullptr : &*found;
}

const TokenisedSet* TokenisedDataset::Find(Role role) const {
  const auto found = std::find_if(sets_.begin(), sets_.end(),
                                  [role](const auto& set) { return set.description().role == role; });
  return found == sets_.end() ? nullptr : &*found;
}

Digest RowsDigest(const TokenisedSet& set) {
  Sha256 sha256;
  std::vector<std::int32_t> numbers;
  for (std::size_t row = 0; row < set.rows(); ++row) {
    const std::size_t length = set.length(row);
    numbers.resize(length + 4);
    set.ids(row).CopyTo(numbers.data());
    numbers[length] = static_cast<std::int32_t>(length);
    numbers[length + 1] = static_cast<std::int32_t>(set.segment_a_length(row));
    numbers[length + 2] = set.label(row);
    numbers[length + 3] = static_cast<std::int32_t>(set.row_id(row).size());
    sha256.Update(numbers.data(), numbers.size() * sizeof(numbers[0]));
    sha256.Update(set.row_id(row));
  }
  return sha256.Finish();
}

}  // namespace srnet::data
