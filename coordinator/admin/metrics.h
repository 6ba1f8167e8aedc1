// What the coordinator counts about itself, in Prometheus' terms. Every name starts with srnet_.
//
// All methods may be called on any thread; none blocks for longer than a counter takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::admin {

class Metrics {
 public:
  explicit Metrics(std::string_view program_version);
  ~Metrics();

  void CountRpc(std::string_view method, StatusCode code, std::optional<std::chrono::nanoseconds> duration);

  // One group of the store's writer.
  void CountCommit(std::size_t writes, std::chrono::nanoseconds duration, bool committed);

  void CountGrant();
  void CountResult();
  // `end`: "failed", "lost" or "cancelled".
  void CountAttemptEnd(std::string_view end, std::string_view failure_class);
  void CountUploadedBytes(std::int64_t bytes);
  void CountDownloadedBytes(std::int64_t bytes);
  void ObserveLoopLag(std::chrono::nanoseconds lag);

  void SetStages(const std::map<std::string, std::int64_t>& by_state);
  void SetSweepsActive(std::int64_t count);
  void SetWorkersConnected(std::int64_t count);
  void SetWatchers(std::int64_t count);

  // The text format of Prometheus.
  std::string Render() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace srnet::admin
