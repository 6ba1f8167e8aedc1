#include "model/training/resume_store.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>

#include "common/digest/sha256.h"
#include "common/files/errno_status.h"
#include "common/files/files.h"
#include "common/json/object_reader.h"
#include "common/json/value.h"

namespace srnet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStatePrefix = "state-";
constexpr std::string_view kProductPrefix = "product-";
constexpr std::uint64_t kMaxRunBytes = std::uint64_t{64} << 20;
constexpr std::int64_t kMaxNumber = std::int64_t{1} << 62;  // No save and no step gets that far.

Status FileStatus(const std::error_code& error, std::string_view what, const fs::path& path) {
  return error ? ErrnoStatus(error.value(), "cannot {} {}", what, path.native()) : absl::OkStatus();
}

// The number in a name like "state-12"; nothing for any other name.
std::optional<std::int64_t> NumberIn(const fs::path& path, std::string_view prefix) {
  const std::string name = path.filename().native();
  if (!name.starts_with(prefix)) return std::nullopt;
  std::int64_t number = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, number);
  if (error != std::errc() || stop != end || number < 0 || number > kMaxNumber) return std::nullopt;
  return number;
}

// Removes a file or a folder with all that is in it.
void Remove(const fs::path& path, std::vector<std::string>& notices) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) notices.push_back(fmt::format("cannot remove {}: {}", path.native(), error.message()));
}

struct Entry {
  std::int64_t number = 0;
  fs::path path;
};

// Entries of that prefix, the greatest number first.
StatusOr<std::vector<Entry>> List(const fs::path& folder, std::string_view prefix) {
  std::vector<Entry> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (const auto number = NumberIn(it->path(), prefix)) entries.push_back({*number, it->path()});
  }
  SRNET_RETURN_IF_ERROR(FileStatus(error, "list", folder));
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.number > b.number; });
  return entries;
}

std::vector<Entry> ListOrNotice(const fs::path& folder, std::string_view prefix,
                                std::vector<std::string>& notices) {
  StatusOr<std::vector<Entry>> entries = List(folder, prefix);
  if (entries.ok()) return *std::move(entries);
  notices.emplace_back(Message(entries.status()));
  return {};
}

struct Envelope {
  std::string key;
  std::string digest;
  std::string state;
};

std::string ToText(const Envelope& envelope) {
  return fmt::format("{{\"key\":\"{}\",\"sha256\":\"{}\"}}\n{}\n", envelope.key, envelope.digest,
                     envelope.state);
}

// Two lines: whose state it is and what its tensors hash to; then the state itself.
StatusOr<Envelope> ParseEnvelope(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || text.back() != '\n') return DataLoss("run.json is truncated");
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(text.substr(0, end)));
  json::ObjectReader object(value, "");
  Envelope envelope;
  object.Read("key", envelope.key);
  object.Read("sha256", envelope.digest);
  SRNET_RETURN_IF_ERROR(object.Finish());
  envelope.state = text.substr(end + 1);
  return envelope;
}

}  // namespace

StatusOr<ResumeStore> ResumeStore::Open(const fs::path& folder, const stage::StageKey& key) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder / "products"));
  return ResumeStore(folder, key);
}

fs::path ResumeStore::ProductPath(std::int64_t step) const {
  return folder_ / "products" / fmt::format("{}{}", kProductPrefix, step);
}

StatusOr<std::optional<ResumeStore::Found>> ResumeStore::Load(std::vector<std::string>& notices) const {
  SRNET_ASSIGN_OR_RETURN(const std::vector<Entry> states, List(folder_, kStatePrefix));
  for (const Entry& entry : states) {
    StatusOr<Found> found = LoadState(entry.path);
    if (found.ok()) return std::optional<Found>(*std::move(found));
    notices.push_back(
        fmt::format("ignoring the resume checkpoint {}: {}", entry.path.native(), Message(found.status())));
  }
  return std::optional<Found>();
}

StatusOr<ResumeStore::Found> ResumeStore::LoadState(const fs::path& folder) const {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(folder / "run.json", kMaxRunBytes));
  SRNET_ASSIGN_OR_RETURN(const Envelope envelope, ParseEnvelope(text));
  if (envelope.key != key_.digest.ToHex())
    return FailedPrecondition("it belongs to the stage {}", envelope.key);
  const fs::path tensors = folder / "tensors.safetensors";
  SRNET_ASSIGN_OR_RETURN(const Digest digest, DigestOfFile(tensors));
  if (digest.ToHex() != envelope.digest) return DataLoss("{} is damaged", tensors.native());
  SRNET_ASSIGN_OR_RETURN(RunState state, ParseRunState(envelope.state));
  for (const KeptProduct& product : state.products) {
    SRNET_ASSIGN_OR_RETURN(const Digest kept, DigestOfFile(ProductPath(product.step)));
    if (kept != product.digest) return DataLoss("{} is damaged", ProductPath(product.step).native());
  }
  SRNET_ASSIGN_OR_RETURN(checkpoint::SafetensorsReader reader, checkpoint::SafetensorsReader::Open(tensors));
  return Found{.state = std::move(state), .tensors = std::move(reader)};
}

Status ResumeStore::Save(const RunState& state, const std::vector<checkpoint::NamedTensor>& tensors,
                         std::vector<std::string>& notices) {
  const fs::path incoming = folder_ / "incoming";
  std::error_code error;
  fs::remove_all(incoming, error);
  SRNET_RETURN_IF_ERROR(FileStatus(error, "remove", incoming));
  SRNET_RETURN_IF_ERROR(MakeDirectories(incoming));
  SRNET_RETURN_IF_ERROR(checkpoint::WriteSafetensors(incoming / "tensors.safetensors", tensors));
  SRNET_ASSIGN_OR_RETURN(const Digest digest, DigestOfFile(incoming / "tensors.safetensors"));
  const Envelope envelope{.key = key_.digest.ToHex(), .digest = digest.ToHex(), .state = ToJson(state)};
  SRNET_RETURN_IF_ERROR(WriteFileAtomically(incoming / "run.json", ToText(envelope)));
  SRNET_ASSIGN_OR_RETURN(const std::vector<Entry> states, List(folder_, kStatePrefix));
  const std::int64_t newest = states.empty() ? 1 : states.front().number + 1;
  fs::rename(incoming, folder_ / fmt::format("{}{}", kStatePrefix, newest), error);
  SRNET_RETURN_IF_ERROR(FileStatus(error, "rename", incoming));
  SRNET_RETURN_IF_ERROR(SyncDirectory(folder_));
  RemoveStale(state, newest, notices);
  return absl::OkStatus();
}

void ResumeStore::RemoveStale(const RunState& state, std::int64_t newest,
                              std::vector<std::string>& notices) const {
  for (const Entry& entry : ListOrNotice(folder_, kStatePrefix, notices)) {
    if (entry.number != newest) Remove(entry.path, notices);
  }
  // Also what a killed trainer had begun to write, under a temporary name.
  std::set<fs::path> named;
  for (const KeptProduct& product : state.products) named.insert(ProductPath(product.step));
  std::vector<fs::path> unnamed;
  std::error_code error;
  for (fs::directory_iterator it(folder_ / "products", error), end; !error && it != end;
       it.increment(error)) {
    if (!named.contains(it->path())) unnamed.push_back(it->path());
  }
  if (error) notices.emplace_back(Message(FileStatus(error, "list", folder_ / "products")));
  for (const fs::path& path : unnamed) Remove(path, notices);
}

void ResumeStore::Clear(std::vector<std::string>& notices) {
  for (const Entry& entry : ListOrNotice(folder_, kStatePrefix, notices)) Remove(entry.path, notices);
  Remove(folder_ / "incoming", notices);
  Remove(folder_ / "products", notices);
}

}  // namespace srnet::training
