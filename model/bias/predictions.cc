#include "model/bias/predictions.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/digest/sha256.h"
#include "common/files/files.h"

namespace srnet::bias {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little endian");

constexpr char kMagic[8] = {'s', 'r', 'n', 'e', 't', 'b', 'i', 'a'};
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{8} << 30;
constexpr std::uint32_t kMaxClasses = 255;

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t classes;
  std::uint64_t rows;
  std::uint64_t card_bytes;
  std::uint8_t training_rows[Digest::kBytes];
};
static_assert(sizeof(Header) == 64);

template <typename T>
void AppendBytes(std::string& bytes, const T* data, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(data), count * sizeof(T));
}

StatusOr<Header> ParseHeader(std::string_view bytes) {
  Header header;
  if (bytes.size() < sizeof(header) + Digest::kBytes) return DataLoss("too short for bias predictions");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0)
    return InvalidArgument("not a file of bias predictions");
  if (header.version != kVersion) {
    return InvalidArgument("bias predictions of version {}, this program reads version {}", header.version,
                           kVersion);
  }
  return header;
}

Status CheckSizes(const Header& header, std::size_t payload) {
  const bool valid = header.classes > 0 && header.classes <= kMaxClasses && header.card_bytes <= payload &&
                     (payload - header.card_bytes) % (header.classes * sizeof(float)) == 0 &&
                     (payload - header.card_bytes) / (header.classes * sizeof(float)) == header.rows;
  return valid ? absl::OkStatus() : DataLoss("the sizes in the header are not those of the file");
}

StatusOr<Predictions> Parse(std::string_view bytes, const Digest& training_rows) {
  SRNET_ASSIGN_OR_RETURN(const Header header, ParseHeader(bytes));
  const std::string_view content = bytes.substr(0, bytes.size() - Digest::kBytes);
  if (std::memcmp(DigestOf(content).bytes().data(), content.data() + content.size(), Digest::kBytes) != 0) {
    return DataLoss("truncated or altered: the SHA-256 is not the one at the end");
  }
  if (std::memcmp(header.training_rows, training_rows.bytes().data(), Digest::kBytes) != 0) {
    return FailedPrecondition("made for other training rows: fit the bias model on this data set");
  }
  const std::string_view payload = content.substr(sizeof(Header));
  SRNET_RETURN_IF_ERROR(CheckSizes(header, payload.size()));
  Predictions predictions;
  predictions.classes = header.classes;
  predictions.card = std::string(payload.substr(0, header.card_bytes));
  predictions.card.erase(predictions.card.find_last_not_of(' ') + 1);
  predictions.log_probabilities.resize(header.rows * header.classes);
  std::memcpy(predictions.log_probabilities.data(), payload.data() + header.card_bytes,
              payload.size() - header.card_bytes);
  return predictions;
}

}  // namespace

Status WritePredictions(const Predictions& predictions, const Digest& training_rows,
                        const std::filesystem::path& path) {
  std::string card = predictions.card;
  card.append((8 - card.size() % 8) % 8, ' ');
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kVersion;
  header.classes = static_cast<std::uint32_t>(predictions.classes);
  header.rows = predictions.rows();
  header.card_bytes = card.size();
  std::memcpy(header.training_rows, training_rows.bytes().data(), Digest::kBytes);
  std::string bytes;
  AppendBytes(bytes, &header, 1);
  bytes += card;
  AppendBytes(bytes, predictions.log_probabilities.data(), predictions.log_probabilities.size());
  const Digest digest = DigestOf(bytes);
  AppendBytes(bytes, digest.bytes().data(), Digest::kBytes);
  return WriteFileAtomically(path, bytes);
}

StatusOr<Predictions> ReadPredictions(const std::filesystem::path& path, const Digest& training_rows) {
  SRNET_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  StatusOr<Predictions> predictions = Parse(bytes, training_rows);
  if (!predictions.ok()) return Annotate(predictions.status(), path.native());
  return predictions;
}

}  // namespace srnet::bias
