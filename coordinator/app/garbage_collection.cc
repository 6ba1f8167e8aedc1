#include "coordinator/app/garbage_collection.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <utility>

#include "common/logging/logger.h"
#include "coordinator/app/references.h"

namespace srnet::app {
namespace {

constexpr std::chrono::hours kGrace{24};
// The times of files are some milliseconds coarser than those of the clock, and no client sends a folder in
// less.
constexpr std::chrono::minutes kShortestGrace{1};
// The times of files are nanoseconds before a day far ahead, from which no more than a century can be taken.
constexpr std::chrono::hours kLongestGrace{24 * 36500};
constexpr int kMarkTries = 10;

Status ShuttingDown() { return Unavailable("the coordinator is shutting down: try again later"); }

void Count(const artifacts::StoredBlob& blob, bool removed, v1::CollectGarbageResponse& response) {
  if (removed) {
    response.set_blobs(response.blobs() + 1);
    response.set_bytes(response.bytes() + blob.bytes);
  } else {
    response.set_kept_blobs(response.kept_blobs() + 1);
    response.set_kept_bytes(response.kept_bytes() + blob.bytes);
  }
}

}  // namespace

StatusOr<GarbageOptions> ReadGarbageOptions(const v1::CollectGarbageRequest& request) {
  using google::protobuf::util::TimeUtil;
  GarbageOptions options{.grace = kGrace, .dry_run = request.dry_run()};
  if (request.has_grace()) options.grace = std::chrono::seconds(TimeUtil::DurationToSeconds(request.grace()));
  if (options.grace < kShortestGrace) {
    return InvalidArgument("the grace period of {} s is too short: uploads need at least a minute",
                           options.grace.count());
  }
  options.grace = std::min<std::chrono::seconds>(options.grace, kLongestGrace);
  return options;
}

void GarbageCollection::Start(const Shell& shell, const std::atomic<bool>& closing,
                              const GarbageOptions& options, OneAtATime::Turn turn,
                              rpc::Reply<v1::CollectGarbageResponse> reply) {
  const std::shared_ptr<GarbageCollection> collection(
      new GarbageCollection(shell, closing, options, std::move(turn), std::move(reply)));
  collection->Mark(kMarkTries);
}

GarbageCollection::GarbageCollection(const Shell& shell, const std::atomic<bool>& closing,
                                     const GarbageOptions& options, OneAtATime::Turn turn,
                                     rpc::Reply<v1::CollectGarbageResponse> reply)
    : shell_(shell), closing_(closing), options_(options), turn_(std::move(turn)), reply_(std::move(reply)) {}

// On the writer's thread: no transaction is between its look at a blob and its commit.
void GarbageCollection::Mark(int tries) {
  const auto read = [grace = options_.grace](sqlite::Transaction& transaction) -> StatusOr<Marks> {
    Marks marks;
    marks.before = artifacts::FileTime::clock::now() - grace;
    SRNET_ASSIGN_OR_RETURN(marks.artifacts, storage::ReadArtifactDigests(transaction.connection()));
    return marks;
  };
  const Status queued = shell_.store.writer().SubmitFor<Marks>(
      read,
      [self = shared_from_this(), tries](StatusOr<Marks> marks) { self->OnMarked(std::move(marks), tries); });
  if (!queued.ok()) End(queued);
}

void GarbageCollection::OnMarked(StatusOr<Marks> marks, int tries) {
  if (closing_) return End(ShuttingDown());
  if (!marks.ok() && tries > 1) return Mark(tries - 1);
  if (!marks.ok()) return End(marks.status());
  shell_.pool.Post([self = shared_from_this(), marks = *std::move(marks)] { self->End(self->Sweep(marks)); });
}

StatusOr<v1::CollectGarbageResponse> GarbageCollection::Sweep(const Marks& marks) const {
  const artifacts::ArtifactStore& store = shell_.store.artifacts();
  SRNET_ASSIGN_OR_RETURN(const std::vector<artifacts::StoredBlob> blobs,
                         FindUnreferenced(store, ResolveReferences(store, marks.artifacts)));
  v1::CollectGarbageResponse response;
  for (const artifacts::StoredBlob& blob : blobs) {
    if (closing_) return ShuttingDown();
    bool removed = blob.renewed < marks.before;
    if (removed && !options_.dry_run) {
      SRNET_ASSIGN_OR_RETURN(removed, artifacts::RemoveUnlessRenewed(store, blob.digest, marks.before));
    }
    Count(blob, removed, response);
  }
  if (!options_.dry_run)
    logging::LogInfo("collected garbage", {{"blobs", response.blobs()}, {"bytes", response.bytes()}});
  return response;
}

// Whoever hears of the end may begin the next one.
void GarbageCollection::End(StatusOr<v1::CollectGarbageResponse> response) {
  turn_.reset();
  reply_(std::move(response));
}

}  // namespace srnet::app
