#include "coordinator/rpc/grpc_status.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/violations.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace srnet::rpc {
namespace {

// Headers are limited to 8 KiB, and a byte that is not printable ASCII takes three in a header.
constexpr std::size_t kLongestMessage = 2500;
constexpr std::size_t kHeaderBudget = 7500;
constexpr std::string_view kCut = " ... (cut)";

std::string Shorten(std::string_view message) {
  if (message.size() <= kLongestMessage) return std::string(message);
  std::size_t end = kLongestMessage - kCut.size();
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xc0) == 0x80)
    --end;  // Not inside a character.
  return std::string(message.substr(0, end)) + std::string(kCut);
}

std::size_t BytesInHeader(std::string_view message) {
  std::size_t bytes = 0;
  for (const char c : message) bytes += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
  return bytes;
}

// As google.rpc.BadRequest, the first of them that fit into `budget` bytes of a header, where they are in
// base64.
std::string DetailsOf(const Status& status, std::size_t budget) {
  const std::vector<Violation> violations = ViolationsOf(status);
  if (violations.empty()) return {};
  google::rpc::BadRequest request;
  for (const Violation& violation : violations) {
    auto& added = *request.add_field_violations();
    added.set_field(violation.field);
    added.set_description(violation.description);
    constexpr std::size_t kEnvelope = 100;  // What is around it, generously.
    if ((request.ByteSizeLong() + kEnvelope) * 4 / 3 <= budget) continue;
    request.mutable_field_violations()->RemoveLast();
    break;
  }
  if (request.field_violations().empty()) return {};
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.add_details()->PackFrom(request);
  return details.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpc(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::string message = Shorten(Message(status));
  return {static_cast<grpc::StatusCode>(status.code()), message,
          DetailsOf(status, kHeaderBudget - std::min(BytesInHeader(message), kHeaderBudget))};
}

}  // namespace srnet::rpc
