// The state folder of a coordinator, opened: database, its one writer, its readers, and the artifacts beside
// it.
//
//   FOLDER/lock, FOLDER/srnet.db   storage/stores/database.h
//   FOLDER/artifacts/              storage/artifacts/artifact_store.h
//
// Any thread, except that the writer's completions run where `completions` puts them. Must be closed on the
// thread that opened it, after everything that uses it.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "common/status/status.h"
#include "storage/artifacts/artifact_store.h"
#include "storage/stores/database.h"
#include "storage/stores/ids.h"
#include "storage/stores/reader_pool.h"
#include "storage/stores/writer.h"

namespace srnet::app {

class Store {
 public:
  // The codes of Database::Open and ArtifactStore::Open. Uploads leave `disk_reserve` bytes of the disk free.
  static StatusOr<std::unique_ptr<Store>> Open(const std::filesystem::path& folder, std::int64_t disk_reserve,
                                               std::string_view program_version, storage::Instant now,
                                               storage::Writer::Executor completions,
                                               storage::Writer::Observer observer);

  storage::Writer& writer() { return writer_; }
  storage::ReaderPool& readers() { return readers_; }
  const artifacts::ArtifactStore& artifacts() const { return artifacts_; }

 private:
  Store(storage::Database database, artifacts::ArtifactStore artifacts, storage::Writer::Executor completions,
        storage::Writer::Observer observer);

  storage::Database database_;
  artifacts::ArtifactStore artifacts_;
  storage::ReaderPool readers_;
  storage::Writer writer_;
};

}  // namespace srnet::app
