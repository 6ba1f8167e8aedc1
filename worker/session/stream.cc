#include "worker/session/stream.h"

#include <grpcpp/client_context.h>

#include <utility>

#include "worker/transfer/grpc_status.h"

namespace srnet::session {

// Owned by the handle and, until OnDone, by gRPC. State is touched on the loop only.
class Stream::Reactor : public grpc::ClientBidiReactor<v1::SessionRequest, v1::SessionResponse>,
                        public std::enable_shared_from_this<Reactor> {
 public:
  Reactor(asio::Loop& loop, std::shared_ptr<v1::WorkerService::Stub> stub, StreamCallbacks callbacks,
          std::shared_ptr<void> lease)
      : lease_(std::move(lease)), loop_(loop), stub_(std::move(stub)), callbacks_(std::move(callbacks)) {}

  void Start() {
    self_ = shared_from_this();
    stub_->async()->Session(&context_, this);
    // Reads and writes are started from the loop, outside of gRPC's reactions, until the stream is broken or
    // closed.
    AddHold();
    StartRead(&response_);
    StartCall();
  }

  // ---- On the loop.
  bool can_write() const { return open_ && !writing_; }

  void Write(v1::SessionRequest message) {
    SRNET_CHECK(can_write());
    request_ = std::move(message);
    writing_ = true;
    StartWrite(&request_);
  }

  void Abandon() {
    abandoned_ = true;
    context_.TryCancel();
    Close();
  }

  // ---- On gRPC's threads.
  void OnReadDone(bool ok) override {
    loop_.Post([self = shared_from_this(), ok] { self->ReadOnLoop(ok); });
  }
  void OnWriteDone(bool ok) override {
    loop_.Post([self = shared_from_this(), ok] { self->WrittenOnLoop(ok); });
  }
  void OnDone(const grpc::Status& status) override {
    loop_.Post([self = std::move(self_), status] { self->DoneOnLoop(status); });
  }

 private:
  void ReadOnLoop(bool ok) {
    if (!ok) return Close();
    if (abandoned_) return;
    callbacks_.on_message(response_);
    if (open_) StartRead(&response_);
  }

  void WrittenOnLoop(bool ok) {
    writing_ = false;
    if (!ok) return Close();
    if (!abandoned_ && open_) callbacks_.on_written();
  }

  void DoneOnLoop(const grpc::Status& status) {
    if (abandoned_) return;
    const Status ended = status.ok() ? Unavailable("the coordinator ended the session")
                                     : transfer::FromGrpc(status, "the session with the coordinator");
    callbacks_.on_end(ended);
  }

  // No more reads or writes of ours.
  void Close() {
    if (!std::exchange(open_, false)) return;
    RemoveHold();
  }

  std::shared_ptr<void> lease_;  // First, so that it goes last.
  asio::Loop& loop_;
  std::shared_ptr<v1::WorkerService::Stub> stub_;
  StreamCallbacks callbacks_;
  grpc::ClientContext context_;
  v1::SessionRequest request_;
  v1::SessionResponse response_;
  bool open_ = true;
  bool writing_ = false;
  bool abandoned_ = false;
  std::shared_ptr<Reactor> self_;
};

Stream::Stream(asio::Loop& loop, std::shared_ptr<v1::WorkerService::Stub> stub, StreamCallbacks callbacks,
               std::shared_ptr<void> lease)
    : reactor_(std::make_shared<Reactor>(loop, std::move(stub), std::move(callbacks), std::move(lease))) {
  reactor_->Start();
}

Stream::~Stream() { reactor_->Abandon(); }

bool Stream::can_write() const { return reactor_->can_write(); }

void Stream::Write(v1::SessionRequest message) { reactor_->Write(std::move(message)); }

}  // namespace srnet::session
