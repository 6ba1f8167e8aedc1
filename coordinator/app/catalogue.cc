#include <string>
#include <utility>
#include <vector>

#include "coordinator/app/artifacts.h"
#include "coordinator/app/pool_task.h"
#include "coordinator/app/translate_catalogue.h"
#include "storage/artifacts/collection.h"
#include "storage/artifacts/tree.h"

namespace srnet::app {
namespace {

constexpr std::int64_t kLargestDescription = 1 << 20;
constexpr std::size_t kLongestName = 128;

Status CheckName(const std::string& name) {
  const bool allowed = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") == std::string::npos;
  if (!name.empty() && name.size() <= kLongestName && allowed) return Status();
  return InvalidArgument("name \"{}\": use 1 to {} lower-case letters, digits, dashes, dots and underscores",
                         name, kLongestName);
}

StatusOr<storage::CatalogueKind> ToStorage(v1::CatalogueEntry::Kind kind) {
  if (kind == v1::CatalogueEntry::KIND_DATASET) return storage::CatalogueKind::kDataset;
  if (kind == v1::CatalogueEntry::KIND_MODEL) return storage::CatalogueKind::kModel;
  if (kind == v1::CatalogueEntry::KIND_VECTORS) return storage::CatalogueKind::kVectors;
  return InvalidArgument("kind must be data set, model or vectors");
}

Status CheckComplete(const artifacts::ArtifactStore& store, const artifacts::Tree& tree) {
  for (const auto& [name, file] : tree.files) {
    const StatusOr<std::int64_t> bytes = store.StatDurably(file.digest);
    if (!bytes.ok()) return FailedPrecondition("the blob of {} is not in the store: upload it first", name);
    if (*bytes == file.bytes) continue;
    return FailedPrecondition("{} has {} bytes in the tree and {} in the store", name, file.bytes, *bytes);
  }
  return Status();
}

// The file that makes a folder one of that kind.
std::string MainFile(storage::CatalogueKind kind) {
  if (kind == storage::CatalogueKind::kDataset) return "dataset.json";
  return kind == storage::CatalogueKind::kModel ? "config.json" : "vectors.vec";
}

StatusOr<std::string> ReadDescription(const artifacts::ArtifactStore& store, const artifacts::Tree& tree,
                                      storage::CatalogueKind kind) {
  const std::string name = MainFile(kind);
  const auto file = tree.files.find(name);
  if (file == tree.files.end())
    return InvalidArgument("a {} folder must have a {}", storage::Name(kind), name);
  if (kind == storage::CatalogueKind::kVectors) return "{}";
  SRNET_ASSIGN_OR_RETURN(std::string text, store.Get(file->second.digest, kLargestDescription));
  if (kind == storage::CatalogueKind::kDataset) SRNET_RETURN_IF_ERROR(ReadDatasetDescription(text).status());
  return text;
}

struct CheckedEntry {
  storage::CatalogueEntry entry;
  std::vector<Digest> blobs;  // Of its files and the manifest.
};

StatusOr<CheckedEntry> CheckEntry(const artifacts::ArtifactStore& store, const v1::CatalogueEntry& entry) {
  CheckedEntry result;
  storage::CatalogueEntry& checked = result.entry;
  SRNET_RETURN_IF_ERROR(CheckName(entry.name()));
  SRNET_ASSIGN_OR_RETURN(checked.kind, ToStorage(entry.kind()));
  SRNET_ASSIGN_OR_RETURN(checked.digest, Digest::Parse(entry.tree_sha256()));
  const auto tree = artifacts::ReadTree(store, checked.digest);
  if (tree.status().code() == StatusCode::kNotFound) {
    return FailedPrecondition("the tree {} is not in the store: upload it first", checked.digest.ToHex());
  }
  SRNET_RETURN_IF_ERROR(tree.status());
  SRNET_RETURN_IF_ERROR(CheckComplete(store, *tree));
  SRNET_ASSIGN_OR_RETURN(checked.description, ReadDescription(store, *tree, checked.kind));
  checked.name = entry.name();
  checked.bytes = artifacts::TotalBytes(*tree);
  for (const auto& [name, file] : tree->files) result.blobs.push_back(file.digest);
  result.blobs.push_back(checked.digest);
  return result;
}

// The blobs were seen a moment ago; from here to the commit no collection may take them.
StatusOr<storage::CatalogueEntry> PutIfStored(sqlite::Transaction& transaction,
                                              const artifacts::ArtifactStore& store,
                                              const CheckedEntry& checked) {
  const Status there = artifacts::RenewAll(store, checked.blobs);
  if (absl::IsNotFound(there)) return FailedPrecondition("{}: upload it again", Message(there));
  SRNET_RETURN_IF_ERROR(there);
  const storage::CatalogueEntry& entry = checked.entry;
  SRNET_RETURN_IF_ERROR(storage::PutCatalogueEntry(transaction, entry));
  return storage::ReadCatalogueEntry(transaction.connection(), entry.kind, entry.name);
}

}  // namespace

void Catalogue::RegisterEntry(v1::RegisterEntryRequest request, rpc::Reply<v1::RegisterEntryResponse> reply) {
  StatusOr<CheckedEntry> checked = CheckEntry(shell_.store.artifacts(), request.entry());
  if (!checked.ok()) return reply(checked.status());
  checked->entry.created = shell_.clock.utc();
  auto shared = std::make_shared<rpc::Reply<v1::RegisterEntryResponse>>(std::move(reply));
  const Status queued = shell_.store.writer().SubmitFor<storage::CatalogueEntry>(
      [&store = shell_.store.artifacts(), checked = *std::move(checked)](sqlite::Transaction& transaction) {
        return PutIfStored(transaction, store, checked);
      },
      [shared](const StatusOr<storage::CatalogueEntry>& stored) {
        if (!stored.ok()) return (*shared)(stored.status());
        v1::RegisterEntryResponse response;
        *response.mutable_entry() = ToProto(*stored);
        (*shared)(std::move(response));
      });
  if (!queued.ok()) (*shared)(queued);
}

void Catalogue::ListEntries(v1::ListEntriesRequest request, rpc::Reply<v1::ListEntriesResponse> reply) {
  std::optional<storage::CatalogueKind> kind;
  if (request.kind() != v1::CatalogueEntry::KIND_UNSPECIFIED) {
    const auto one = ToStorage(request.kind());
    if (!one.ok()) return reply(one.status());
    kind = *one;
  }
  auto reader = shell_.store.readers().Borrow();
  if (!reader.ok()) return reply(reader.status());
  const auto entries = storage::ListCatalogue(**reader, kind);
  if (!entries.ok()) return reply(entries.status());
  v1::ListEntriesResponse response;
  for (const storage::CatalogueEntry& entry : *entries) *response.add_entries() = ToProto(entry);
  reply(std::move(response));
}

}  // namespace srnet::app
