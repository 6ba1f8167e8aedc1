#include "worker/transfer/backoff.h"

#include <algorithm>
#include <limits>

namespace srnet::transfer {
namespace {

constexpr int kForEver = std::numeric_limits<int>::max();

int MaxTries(StatusCode code) {
  switch (code) {
    case StatusCode::kUnavailable:
    case StatusCode::kAborted:
    case StatusCode::kCancelled:
    case StatusCode::kDeadlineExceeded:
      return kForEver;
    case StatusCode::kInternal:
    case StatusCode::kUnknown:
    case StatusCode::kResourceExhausted:
      return 8;
    case StatusCode::kDataLoss:
      return 3;
    default:
      return 1;
  }
}

}  // namespace

std::chrono::milliseconds Backoff(int failures, double random) {
  constexpr std::int64_t kFirst = 100;
  constexpr std::int64_t kLongest = 5000;
  const std::int64_t full = std::min(kFirst << std::clamp(failures - 1, 0, 10), kLongest);
  return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(full) * (1 - random / 2)));
}

std::optional<std::chrono::milliseconds> RetryAfter(StatusCode code, int failures, double random) {
  if (failures >= MaxTries(code)) return std::nullopt;
  return Backoff(failures, random);
}

Status OfUpload(const Status& status) {
  if (status.code() != StatusCode::kResourceExhausted) return status;
  return Unavailable("{}", Message(status));
}

}  // namespace srnet::transfer
