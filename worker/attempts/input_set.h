// The inputs and sources of one attempt, brought into the cache and laid out as files and folders.
//
// The blobs are pinned in the cache for the life of the object. Destroying it gives the fetching up. Lives on
// the control loop.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "worker/attempts/grant.h"
#include "worker/cache/blob_cache.h"
#include "worker/cache/tree.h"
#include "worker/transfer/transfers.h"

#include "absl/functional/any_invocable.h"

namespace srnet::attempts {

// Role -> where it lies.
struct InputPaths {
  std::map<std::string, std::filesystem::path> inputs;
  std::map<std::string, std::filesystem::path> sources;
};

class InputSet {
 public:
  using OnEnd = absl::AnyInvocable<void(StatusOr<InputPaths>)>;

  // Lays out under `folder`: inputs/ROLE and sources/ROLE.
  InputSet(cache::BlobCache& cache, transfer::Transfers& transfers, std::vector<ResolvedInput> inputs,
           std::filesystem::path folder);
  ~InputSet();
  InputSet(const InputSet&) = delete;
  InputSet& operator=(const InputSet&) = delete;

  // Calls back once, never inside the call: NOT_FOUND or DATA_LOSS of the store, INVALID_ARGUMENT (no
  // manifest, a role that is no plain name), or what the file system says. May be destroyed inside the
  // callback.
  void Start(OnEnd on_end);

 private:
  void Fetch(const transfer::BlobName& blob);
  void Fetched(Status status);
  Status ReadTrees();
  StatusOr<InputPaths> LayOut() const;
  void End(StatusOr<InputPaths> result);

  cache::BlobCache& cache_;
  transfer::Transfers& transfers_;
  std::vector<ResolvedInput> inputs_;
  std::filesystem::path folder_;
  OnEnd on_end_;
  std::vector<Digest> pinned_;
  std::vector<transfer::Ticket> tickets_;
  int waiting_ = 0;
  bool trees_read_ = false;
  std::map<Digest, cache::Tree> trees_;  // By manifest.
};

}  // namespace srnet::attempts
