#include "model/training/resume_store.h"

#include <algorithm>
#include <charconv>
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

Status FileStatus(const std::error_code& error, std::string_view what, const fs::path& path) {
  return error ? ErrnoStatus(error.value(), "cannot {} {}", what, path.native()) : absl::OkStatus();
}

// The step in a name like "state-120"; nothing for any other name.
std::optional<std::int64_t> StepIn(const fs::path& path, std::string_view prefix) {
  const std::string name = path.filename().native();
  if (!name.starts_with(prefix)) return std::nullopt;
  std::int64_t step = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, step);
  if (error != std::errc() || stop != end) return std::nullopt;
  return step;
}

struct Entry {
  std::int64_t step = 0;
  fs::path path;
};

// Entries of that prefix, newest first.
StatusOr<std::vector<Entry>> List(const fs::path& folder, std::string_view prefix) {
  std::vector<Entry> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (const auto step = StepIn(it->path(), prefix)) entries.push_back({*step, it->path()});
  }
  SRNET_RETURN_IF_ERROR(FileStatus(error, "list", folder));
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.step > b.step; });
  return entries;
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
    if (found.ok() && found->state.step == entry.step) return std::optional<Found>(*std::move(found));
    notices.push_back(fmt::format("ignoring the resume checkpoint {}: {}", entry.path.native(),
                                  found.ok() ? "its name and content disagree" : Message(found.status())));
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

Status ResumeStore::Save(const RunState& state, const std::vector<checkpoint::NamedTensor>& tensors) {
  const fs::path incoming = folder_ / "incoming";
  const fs::path target = folder_ / fmt::format("{}{}", kStatePrefix, state.step);
  std::error_code error;
  fs::remove_all(incoming, error);
  SRNET_RETURN_IF_ERROR(MakeDirectories(incoming));
  SRNET_RETURN_IF_ERROR(checkpoint::WriteSafetensors(incoming / "tensors.safetensors", tensors));
  SRNET_ASSIGN_OR_RETURN(const Digest digest, DigestOfFile(incoming / "tensors.safetensors"));
  const Envelope envelope{.key = key_.digest.ToHex(), .digest = digest.ToHex(), .state = ToJson(state)};
  SRNET_RETURN_IF_ERROR(WriteFileAtomically(incoming / "run.json", ToText(envelope)));
  // A state of the same step can only be an equal one, or a foreign or damaged one that Load has passed over.
  fs::remove_all(target, error);
  SRNET_RETURN_IF_ERROR(FileStatus(error, "remove", target));
  fs::rename(incoming, target, error);
  SRNET_RETURN_IF_ERROR(FileStatus(error, "rename", incoming));
  SRNET_RETURN_IF_ERROR(SyncDirectory(folder_));
  return RemoveStale(state);
}

Status ResumeStore::RemoveStale(const RunState& state) const {
  std::error_code error;
  SRNET_ASSIGN_OR_RETURN(const std::vector<Entry> states, List(folder_, kStatePrefix));
  for (const Entry& entry : states) {
    if (entry.step != state.step) fs::remove_all(entry.path, error);
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<Entry> products, List(folder_ / "products", kProductPrefix));
  for (const Entry& entry : products) {
    const bool named = std::any_of(state.products.begin(), state.products.end(),
                                   [&](const KeptProduct& product) { return product.step == entry.step; });
    if (!named) fs::remove(entry.path, error);
  }
  return FileStatus(error, "clean", folder_);
}

Status ResumeStore::Clear() {
  std::error_code error;
  SRNET_ASSIGN_OR_RETURN(const std::vector<Entry> states, List(folder_, kStatePrefix));
  for (const Entry& entry : states) fs::remove_all(entry.path, error);
  fs::remove_all(folder_ / "incoming", error);
  fs::remove_all(folder_ / "products", error);
  return FileStatus(error, "clean", folder_);
}

}  // namespace srnet::training
