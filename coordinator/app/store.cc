#include "coordinator/app/store.h"

#include <utility>

namespace srnet::app {

StatusOr<std::unique_ptr<Store>> Store::Open(const std::filesystem::path& folder, std::int64_t disk_reserve,
                                             std::string_view program_version, storage::Instant now,
                                             storage::Writer::Executor completions,
                                             storage::Writer::Observer observer) {
  SRNET_ASSIGN_OR_RETURN(storage::Database database, storage::Database::Open(folder, program_version, now));
  SRNET_ASSIGN_OR_RETURN(artifacts::ArtifactStore artifacts,
                         artifacts::ArtifactStore::Open(folder / "artifacts", disk_reserve));
  return std::unique_ptr<Store>(
      new Store(std::move(database), std::move(artifacts), std::move(completions), std::move(observer)));
}

Store::Store(storage::Database database, artifacts::ArtifactStore artifacts,
             storage::Writer::Executor completions, storage::Writer::Observer observer)
    : database_(std::move(database)),
      artifacts_(std::move(artifacts)),
      readers_(database_.path()),
      writer_(database_.TakeWriteConnection(), std::move(completions), {}, std::move(observer)) {}

}  // namespace srnet::app
