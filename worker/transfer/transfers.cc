#include "worker/transfer/transfers.h"

#include <utility>

#include "common/logging/logger.h"
#include "worker/cache/blob_file.h"
#include "worker/transfer/backoff.h"
#include "worker/transfer/retrying_task.h"

namespace srnet::transfer {
namespace {

// One line for each transfer that is in trouble, the rest for those who look closely.
void LogRetry(std::string_view what, const Digest& digest, const Status& status, int failures) {
  logging::Log(failures == 1 ? logging::Level::kWarning : logging::Level::kDebug,
               "a transfer failed and is tried again",
               {{"transfer", what}, {"blob", digest.ToHex()}, {"error", status}});
}

}  // namespace

// One who waits for a download keeps it going.
struct Transfers::Waiter {
  std::shared_ptr<Download> download;
  OnEnd on_end;
};

struct Transfers::Download {
  std::vector<std::weak_ptr<Waiter>> waiters;
  std::shared_ptr<RetryingTask> task;
};

Transfers::Transfers(asio::Loop& loop, cache::BlobCache& cache, const ArtifactClient& client, int threads)
    : loop_(loop), cache_(cache), client_(client), pool_("srnet-transfer", threads) {}

Transfers::~Transfers() = default;

Ticket Transfers::Fetch(const BlobName& blob, OnEnd on_end) {
  auto waiter = std::make_shared<Waiter>();
  waiter->on_end = std::move(on_end);
  if (cache_.Contains(blob.digest)) {
    cache_.Touch(blob.digest);
    loop_.Post([weak = std::weak_ptr(waiter)] {
      if (const auto waiting = weak.lock()) waiting->on_end(absl::OkStatus());
    });
    return waiter;
  }
  waiter->download = DownloadOf(blob);
  waiter->download->waiters.push_back(waiter);
  return waiter;
}

std::shared_ptr<Transfers::Download> Transfers::DownloadOf(const BlobName& blob) {
  std::weak_ptr<Download>& known = downloads_[blob.digest];
  if (auto download = known.lock()) return download;
  auto download = std::make_shared<Download>();
  known = download;
  download->task = RetryingTask::Start(
      loop_, pool_,
      [&client = client_, blob, file = cache_.PartialPathOf(blob.digest)](const std::stop_token& stop) {
        return client.Download(blob, file, stop);
      },
      [this, blob](Status status) { Downloaded(blob, std::move(status)); },
      [this, blob](const Status& status, int failures) {
        LogRetry("download", blob.digest, status, failures);
        if (status.code() == StatusCode::kResourceExhausted) cache_.Clear();
      });
  return download;
}

void Transfers::Downloaded(const BlobName& blob, Status status) {
  const auto entry = downloads_.extract(blob.digest);
  const auto download = entry.mapped().lock();
  if (status.ok()) status = cache_.InsertPartial(blob.digest, blob.bytes);
  for (const auto& weak : std::exchange(download->waiters, {})) {
    if (const auto waiter = weak.lock()) waiter->on_end(status);
  }
}

Ticket Transfers::Seal(std::vector<BlobInFile> files, OnEnd on_end) {
  return RetryingTask::Start(
      loop_, pool_,
      [files = std::move(files)](const std::stop_token& stop) -> Status {
        for (const BlobInFile& file : files) {
          if (stop.stop_requested()) return Cancelled("stopped");
          const Status status = cache::SealBlob(file.file, file.blob.digest, file.blob.bytes);
          if (!status.ok()) return FailedPrecondition("{}", Message(status));
        }
        return absl::OkStatus();
      },
      std::move(on_end));
}

Ticket Transfers::Upload(BlobInFile file, OnEnd on_end, std::function<void()> on_retry) {
  const Digest digest = file.blob.digest;
  return RetryingTask::Start(
      loop_, pool_,
      [&client = client_, file = std::move(file)](std::stop_token stop) {
        return OfUpload(client.Upload(file.blob, file.file, std::move(stop)));
      },
      std::move(on_end),
      [digest, on_retry = std::move(on_retry)](const Status& status, int failures) {
        LogRetry("upload", digest, status, failures);
        if (on_retry) on_retry();
      });
}

}  // namespace srnet::transfer
