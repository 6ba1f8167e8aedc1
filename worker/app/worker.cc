#include "worker/app/worker.h"

#include <errno.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <future>
#include <utility>

#include "common/asio/loop.h"
#include "common/asio/timer.h"
#include "common/files/errno_status.h"
#include "common/logging/logger.h"
#include "worker/app/state_folder.h"
#include "worker/attempts/attempt_set.h"
#include "worker/cache/blob_cache.h"
#include "worker/devices/cpu.h"
#include "worker/session/session.h"
#include "worker/transfer/artifact_client.h"
#include "worker/transfer/transfers.h"

namespace srnet::worker {
namespace {

namespace fs = std::filesystem;

// A worker that is ending gives its trainers this long, and a little more.
constexpr std::chrono::milliseconds kEnding{30'000};
constexpr int kTransferThreads = 4;

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  // The session has its own backoff; gRPC's must not be the slower one.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

StatusOr<fs::path> FindTrainer(const fs::path& given) {
  fs::path trainer = given;
  if (trainer.empty()) {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (error) return ErrnoStatus(error.value(), "cannot find the folder of this program: pass --trainer");
    trainer = self.parent_path() / "srnet-trainer";
  }
  // Trainers run in other folders.
  trainer = fs::absolute(trainer);
  if (::access(trainer.c_str(), X_OK) != 0) {
    return ErrnoStatus(errno, "cannot execute the trainer {}: pass another --trainer", trainer.native());
  }
  return trainer;
}

v1::WorkerDescription Describe(const Flags& flags, const devices::Cpu& cpu) {
  v1::WorkerDescription description;
  description.set_host(HostName());
  description.set_program_version(SRNET_VERSION);
  v1::Device& device = *description.add_devices();
  device.set_name("cpu");
  device.set_model(cpu.model);
  device.set_memory_bytes(cpu.memory_bytes);
  description.set_slots(flags.slots);
  description.set_prefetch(flags.prefetch);
  for (const auto& [key, value] : flags.labels) (*description.mutable_labels())[key] = value;
  return description;
}

}  // namespace

// Members are in the order in which they need each other. All but the construction is on the loop.
struct Worker::Impl {
  Impl(WorkerOptions worker_options, StateFolder folder, attempts::Layout attempt_layout)
      : options(std::move(worker_options)), state(std::move(folder)), layout(std::move(attempt_layout)) {}
  ~Impl();

  void Wire(const std::string& id, const fs::path& trainer, std::unique_ptr<cache::BlobCache> blob_cache);
  void OnAnswer();
  void Stop(bool now);
  void CheckFarewell();
  void Finish(const Status& status);

  WorkerOptions options;
  StateFolder state;
  attempts::Layout layout;
  asio::Loop loop{"srnet-worker"};
  std::unique_ptr<cache::BlobCache> cache;
  std::unique_ptr<transfer::ArtifactClient> client;
  std::unique_ptr<transfer::Transfers> transfers;
  std::unique_ptr<attempts::AttemptSet> attempts;
  std::unique_ptr<session::Session> session;
  std::unique_ptr<asio::Timer> last_resort;
  bool ready = false;
  bool stopping = false;
  bool at_once = false;
  bool farewell = false;  // Nothing is left to do but to be heard.
  bool finished = false;
  std::promise<Status> stopped;
};

StatusOr<std::unique_ptr<Worker>> Worker::Start(WorkerOptions options) {
  SRNET_ASSIGN_OR_RETURN(const fs::path trainer, FindTrainer(options.flags.trainer));
  const fs::path path = fs::absolute(options.flags.state);
  SRNET_ASSIGN_OR_RETURN(StateFolder state,
                         StateFolder::Open(path, {.ending = kEnding, .dying = options.dying}));
  SRNET_ASSIGN_OR_RETURN(const std::string id, state.WorkerId(options.flags.id));
  SRNET_ASSIGN_OR_RETURN(auto cache, cache::BlobCache::Open(path / "cache", options.flags.cache_bytes));
  SRNET_ASSIGN_OR_RETURN(attempts::Layout layout, attempts::Layout::Open(path));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(state), std::move(layout));
  impl->Wire(id, trainer, std::move(cache));
  return std::unique_ptr<Worker>(new Worker(std::move(impl)));
}

void Worker::Impl::Wire(const std::string& id, const fs::path& trainer,
                        std::unique_ptr<cache::BlobCache> blob_cache) {
  const devices::Cpu cpu = devices::DetectCpu();
  const Flags& flags = options.flags;
  const int threads =
      flags.threads_per_slot > 0 ? flags.threads_per_slot : devices::ThreadsPerSlot(cpu.cores, flags.slots);
  const auto channel = MakeChannel(flags.coordinator);
  cache = std::move(blob_cache);
  client = std::make_unique<transfer::ArtifactClient>(channel);
  transfers = std::make_unique<transfer::Transfers>(loop, *cache, *client, kTransferThreads);
  last_resort = std::make_unique<asio::Timer>(loop);
  attempts::AttemptContext context{.loop = loop,
                                   .cache = *cache,
                                   .transfers = *transfers,
                                   .layout = layout,
                                   .trainer = {.program = trainer,
                                               .threads = threads,
                                               .grace = options.trainer_grace,
                                               .inherited = {state.trainers_lock()}},
                                   .provenance = {.worker = id,
                                                  .host = HostName(),
                                                  .version = SRNET_VERSION,
                                                  .device = "cpu",
                                                  .device_model = cpu.model,
                                                  .threads = threads}};
  attempts = std::make_unique<attempts::AttemptSet>(std::move(context), flags.slots, [this] {
    session->Changed();
    CheckFarewell();
  });
  session = std::make_unique<session::Session>(
      loop, v1::WorkerService::NewStub(channel),
      session::Identity{.worker_id = id, .instance_id = RandomHex(16), .description = Describe(flags, cpu)},
      *attempts,
      session::SessionCallbacks{.on_answer = [this] { OnAnswer(); },
                                .on_lost = [this] { CheckFarewell(); },
                                .on_refused = [this](const Status& status) { Finish(status); }});
  loop.Start();
  loop.Post([this] {
    attempts->Restore();
    session->Open();
  });
}

Worker::Impl::~Impl() {
  loop.Call([this] {
    session->Close();
    last_resort.reset();
    attempts.reset();
  });
  session.reset();
  transfers->Stop();
  loop.Stop();
}

void Worker::Impl::OnAnswer() {
  if (!std::exchange(ready, true) && options.on_ready) options.on_ready();
  CheckFarewell();
}

void Worker::Impl::Stop(bool now) {
  if (finished) return;
  at_once = now || stopping;
  if (!std::exchange(stopping, true)) {
    state.MarkEnding();
    logging::LogInfo("stopping", {{"held", attempts->Held().size()}});
    session->Drain();
    last_resort->After(options.trainer_grace + 2 * options.farewell, [this] { Finish(absl::OkStatus()); });
  }
  attempts->Drain(at_once);
}

// What the coordinator does not hear of now is kept: finished attempts and logs are handed in by the next
// process, other attempts go on from their checkpoints.
void Worker::Impl::CheckFarewell() {
  if (!stopping || finished || attempts->running()) return;
  const bool nothing_left = attempts->Held().empty() && !attempts->has_logs();
  if (at_once || nothing_left || !session->connected()) return Finish(absl::OkStatus());
  if (!attempts->quiet()) return;
  if (!std::exchange(farewell, true)) {
    last_resort->After(options.farewell, [this] { Finish(absl::OkStatus()); });
  }
}

void Worker::Impl::Finish(const Status& status) {
  if (!std::exchange(finished, true)) stopped.set_value(status);
}

Worker::Worker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Worker::~Worker() = default;

void Worker::Stop(bool at_once) {
  impl_->loop.Post([impl = impl_.get(), at_once] { impl->Stop(at_once); });
}

Status Worker::Wait() { return impl_->stopped.get_future().get(); }

}  // namespace srnet::worker
