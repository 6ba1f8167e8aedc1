// The worker's side of the conversation with the coordinator, kept up for as long as the worker lives.
//
//                 (1)                  (2)
//   waiting ------------> connecting ------------> answered
//      ^                      |                       |
//      +---------(3)----------+----------(3)----------+
//
//   (1) The pause is over; the first message introduces the worker and states all that it holds.
//   (2) The coordinator's first answer on this stream.
//   (3) The stream ended, or the coordinator was silent for too long. The pause grows with each failure
//       in a row.
//
// Between answers nothing is lost by waiting: attempts go on, and what they come to is stated again on the
// next stream. Lives on its loop, except for the destructor.
#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/asio/loop.h"
#include "common/asio/timer.h"
#include "common/status/status.h"
#include "worker/attempts/attempt_holder.h"

#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::session {

class Stream;
struct ParsedGrant;

struct Identity {
  std::string worker_id;    // Stable across restarts of the worker.
  std::string instance_id;  // Of this process.
  v1::WorkerDescription description;
};

struct SessionCallbacks {
  std::function<void()> on_answer;  // After every answer has been acted on.
  std::function<void()> on_lost;    // After the stream ended; it is tried again.
  std::function<void(const Status&)>
      on_refused;  // The coordinator will not have this worker; nothing more comes.
};

class Session {
 public:
  static constexpr std::uint32_t kProtocolVersion = 1;

  Session(asio::Loop& loop, std::shared_ptr<v1::WorkerService::Stub> stub, Identity identity,
          attempts::AttemptHolder& holder, SessionCallbacks callbacks);
  // After Close, on another thread than the loop, which must still run: waits until gRPC is done.
  ~Session();

  void Open();

  // Ends the stream for good.
  void Close();

  // What is held has changed: reports at once.
  void Changed();

  // Takes nothing new from now on and says so.
  void Drain();

  // The coordinator has answered on the stream that is open.
  bool connected() const { return stream_ != nullptr && answered_; }

 private:
  // What the coordinator has of a running attempt.
  struct Received {
    std::int64_t curve_points = 0;
    std::optional<std::int64_t> log;  // Up to this position; empty: nobody follows the log.
  };

  void Connect();
  void Send();
  v1::SessionRequest Compose();
  void OnMessage(const v1::SessionResponse& response);
  void Act(const v1::SessionResponse& response);
  bool NoteReceived(const std::vector<ParsedGrant>& grants);
  void SettleLogs(const v1::SessionResponse& response);
  void OnEnd(const Status& status);

  asio::Loop& loop_;
  std::shared_ptr<v1::WorkerService::Stub> stub_;
  Identity identity_;
  attempts::AttemptHolder& holder_;
  SessionCallbacks callbacks_;

  std::promise<void> streams_done_;
  std::shared_ptr<void> lease_;  // Shared by all streams; keeps streams_done_ waiting.
  std::unique_ptr<Stream> stream_;
  bool introduced_ = false;  // On this stream.
  bool answered_ = false;    // On this stream.
  bool changed_ = false;     // Since the last report.
  bool draining_ = false;
  bool closed_ = false;
  int failures_ = 0;                        // In a row.
  std::set<attempts::AttemptId> reported_;  // Whose final state was sent on this stream.
  std::map<attempts::AttemptId, Received> received_;
  asio::Timer pause_;
  asio::Timer report_;
  asio::Timer silence_;
};

}  // namespace srnet::session
