// The logs of ended attempts on their way to the coordinator.
//
//   Take --> waiting --> uploaded --Settle--> gone
//               ^            |
//               +------------+  the store has lost it
//
// They are uploaded one after the other, so that products, which results wait for, have the other transfers,
// and stated in every report from then on until the coordinator has them. Of too many the oldest goes. Lives
// on the control loop.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "worker/attempts/kept_logs.h"
#include "worker/transfer/transfers.h"

namespace srnet::attempts {

// A log that the store has.
struct UploadedLog {
  KeptLog log;
  transfer::BlobName blob;
};

class LogOutbox {
 public:
  static constexpr std::size_t kMostLogs = 256;

  // `on_change` comes when a log has been uploaded, or is gone.
  LogOutbox(transfer::Transfers& transfers, const KeptLogs& kept, std::function<void()> on_change)
      : transfers_(transfers), kept_(kept), on_change_(std::move(on_change)) {}

  // Takes up what earlier processes of this worker have kept. Call once, first.
  void Restore();

  // Another log of the same attempt takes the place of the first.
  void Take(const KeptLog& log);

  std::vector<UploadedLog> Uploaded() const;

  // The coordinator has looked at the log. Unknown ones are no matter.
  void Settle(const AttemptId& id, bool missing);

  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    UploadedLog log;
    bool uploaded = false;
  };

  std::deque<Entry>::iterator Find(const AttemptId& id);
  void Remove(const std::deque<Entry>::iterator& entry);  // Its file too.
  void Forget(const std::deque<Entry>::iterator& entry);
  void UploadNext();
  void OnUploaded(const AttemptId& id, const Status& status);

  transfer::Transfers& transfers_;
  const KeptLogs& kept_;
  std::function<void()> on_change_;
  std::deque<Entry> entries_;  // Oldest first.
  AttemptId uploading_;        // While there is a ticket.
  transfer::Ticket ticket_;
};

}  // namespace srnet::attempts
