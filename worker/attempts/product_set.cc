#include "worker/attempts/product_set.h"

#include <algorithm>
#include <utility>

#include "common/logging/logger.h"

namespace srnet::attempts {
namespace {

bool StaysInside(const std::filesystem::path& file) {
  if (file.empty() || file.is_absolute()) return false;
  return std::ranges::none_of(file, [](const std::filesystem::path& part) { return part == ".."; });
}

}  // namespace

ProductSet::ProductSet(cache::BlobCache& cache, transfer::Transfers& transfers, std::filesystem::path folder,
                       std::vector<trainer_protocol::Artifact> artifacts, std::function<void()> on_retry)
    : cache_(cache),
      transfers_(transfers),
      folder_(std::move(folder)),
      artifacts_(std::move(artifacts)),
      on_retry_(std::move(on_retry)) {}

void ProductSet::Start(OnEnd on_end) {
  on_end_ = std::move(on_end);
  Status status;
  for (const trainer_protocol::Artifact& artifact : artifacts_) {
    if (!StaysInside(artifact.file)) {
      status = InvalidArgument("the file \"{}\" of the product {} is not in the output folder", artifact.file,
                               artifact.name);
    }
    files_.push_back({{artifact.digest, artifact.bytes}, folder_ / artifact.file});
  }
  auto files = status.ok() ? files_ : std::vector<transfer::BlobInFile>();
  tickets_ = {transfers_.Seal(
      std::move(files), [this, status](const Status& sealed) { Sealed(status.ok() ? sealed : status); })};
}

void ProductSet::Sealed(Status status) {
  if (!status.ok()) return End(std::move(status));
  for (const transfer::BlobInFile& file : files_) {
    // The next stage would only have to download it.
    const Status cached = cache_.InsertLink(file.blob.digest, file.blob.bytes, file.file);
    if (!cached.ok()) logging::LogWarning("a product is not kept in the cache", {{"error", cached}});
  }
  UploadAll(files_);
}

void ProductSet::Upload(const std::vector<Digest>& digests, OnEnd on_end) {
  on_end_ = std::move(on_end);
  std::vector<transfer::BlobInFile> files;
  std::ranges::copy_if(files_, std::back_inserter(files), [&](const transfer::BlobInFile& file) {
    return std::ranges::find(digests, file.blob.digest) != digests.end();
  });
  UploadAll(std::move(files));
}

void ProductSet::UploadAll(std::vector<transfer::BlobInFile> files) {
  waiting_ = files.size();
  if (files.empty()) return End(absl::OkStatus());
  std::vector<transfer::Ticket> tickets;
  for (transfer::BlobInFile& file : files) {
    tickets.push_back(transfers_.Upload(
        std::move(file), [this](Status status) { Uploaded(std::move(status)); }, on_retry_));
  }
  tickets_ = std::move(tickets);
}

void ProductSet::Uploaded(Status status) {
  if (on_end_ == nullptr) return;  // Another product has failed.
  if (!status.ok() || --waiting_ == 0) End(std::move(status));
}

void ProductSet::End(Status status) {
  OnEnd callback = std::exchange(on_end_, nullptr);
  callback(std::move(status));
}

}  // namespace srnet::attempts
