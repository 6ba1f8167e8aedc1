// All attempts of this worker: keeps its slots busy, drops what is not wanted, cleans up behind them.
//
// `on_change` comes on the loop, after something that the coordinator should hear of at once. Lives on the
// control loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "common/asio/loop.h"
#include "worker/attempts/attempt.h"
#include "worker/attempts/attempt_holder.h"
#include "worker/attempts/log_outbox.h"

namespace srnet::attempts {

class AttemptSet : public AttemptHolder {
 public:
  AttemptSet(AttemptContext context, int slots, std::function<void()> on_change);
  ~AttemptSet() override;

  std::vector<const AttemptView*> Held() const override;
  bool IsEnding(const AttemptId& id) const override;
  void Start(const Grant& grant) override;
  void Drop(const AttemptId& id, bool stage_done) override;
  void UploadAgain(const AttemptId& id, const std::vector<Digest>& missing) override;
  void SetOrder(const std::vector<AttemptId>& order) override;
  LogPiece ReadLog(const AttemptId& id, std::int64_t from) const override;
  std::vector<UploadedLog> Logs() const override;
  void SettleLog(const AttemptId& id, bool missing) override;

  // Takes up what an earlier process of this worker had finished. Call once, first.
  void Restore();

  // Starts no more trainers and stops those that run, which report that they were preempted.
  void Drain(bool at_once);

  // A trainer is alive.
  bool running() const;

  // Nothing runs and no product is being uploaded.
  bool quiet() const;

  // Some log is not in the coordinator's hands.
  bool has_logs() const { return !logs_.empty(); }

 private:
  struct Entry {
    std::unique_ptr<Attempt> attempt;
    bool dropped = false;
    bool stage_done = false;  // When dropped: its stage has a result.
  };

  void Changed();
  void SettleSoon();
  void Settle();
  void TakeLogs();
  void Forget(const AttemptId& id, const Entry& entry);
  void TrimResume() const;
  std::vector<AttemptId> Runnable() const;

  AttemptContext context_;
  int slots_;
  std::function<void()> on_change_;
  LogOutbox logs_;
  std::map<AttemptId, Entry> entries_;
  std::vector<AttemptId> order_;
  bool draining_ = false;
  bool changed_ = false;   // Something that the coordinator should hear of.
  bool settling_ = false;  // Settle is on its way.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace srnet::attempts
