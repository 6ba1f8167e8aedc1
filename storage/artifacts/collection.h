// Removal of blobs that nothing refers to: uploads whose folder was never registered, products of attempts
// whose result never came, leftovers of crashes.
//
// A collection notes the time, reads what the database refers to on the one thread that writes to it, and
// then removes every other blob that was not renewed (ArtifactStore::Renew) for a grace period before that
// time. Why nothing is lost:
//
//   1. A row that refers to a blob is written by a transaction that renews the blob first (RenewAll). If it
//      ran before the marks were read, they have the blob. If it runs later, it either renews the blob, which
//      is then too new to be removed, or finds it gone and fails: nobody is told that the result or the entry
//      is stored, and the sender uploads again.
//   2. Renewal and removal cannot both succeed. Renew sets the time of the file, then looks whether it still
//      has its name; a removal takes the name away (to removing/), then looks at the time, and gives the name
//      back to what is new. Renew itself fetches back what it finds on its way out.
//   3. An answer that a blob is there (Stat, an upload) renews it, so it stays true for the grace period:
//      that long a client has from the first file of a folder to its registration, and a worker from its
//      upload to its report. Who comes later is told what is missing, and loses time only.
//   4. A blob goes in two steps, each one rename or unlink. A crash before the first leaves it as it was,
//      after the second it is gone; in between it is in removing/, from where opening the store puts it back.
//      The row is never dropped after the file: rows that refer to it have to be gone, on disk, before the
//      marks are read, and a crash then leaves a blob that the next collection finds.
//   5. Readers that have a blob open read it to its end. Inputs of leases are products and catalogue entries,
//      so the database refers to them.
//
// Times are those of the disk's files. A system clock that is set forward ends grace periods early, which by
// 1. and 2. costs uploads only; one must not set it back by a grace period while a collection runs.
// Functions for any thread; one collection of a store at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "storage/artifacts/artifact_store.h"

namespace srnet::artifacts {

using FileTime = std::filesystem::file_time_type;

struct StoredBlob {
  Digest digest;
  std::int64_t bytes = 0;
  FileTime renewed{};
};

// Every blob, by digest. Those that come or go meanwhile may be in it or not; files that are not this user's
// are left out.
StatusOr<std::vector<StoredBlob>> ListBlobs(const ArtifactStore& store);

// Removes a blob that no row refers to, unless it was renewed at `before` or later. False: it was, or is gone
// already.
StatusOr<bool> RemoveUnlessRenewed(const ArtifactStore& store, const Digest& digest, FileTime before);

// To be called by a transaction before it commits that something refers to these blobs. NOT_FOUND, naming
// it: one of them is gone.
Status RenewAll(const ArtifactStore& store, std::span<const Digest> digests);

}  // namespace srnet::artifacts
