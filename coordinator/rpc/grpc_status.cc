#include "coordinator/rpc/grpc_status.h"

#include <string>
#include <string_view>

namespace srnet::rpc {
namespace {

// Headers are limited to 8 KiB, and a byte that is not printable ASCII takes three in a header.
constexpr std::size_t kLongestMessage = 2500;
constexpr std::string_view kCut = " ... (cut)";

std::string Shorten(std::string_view message) {
  if (message.size() <= kLongestMessage) return std::string(message);
  std::size_t end = kLongestMessage - kCut.size();
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xc0) == 0x80)
    --end;  // Not inside a character.
  return std::string(message.substr(0, end)) + std::string(kCut);
}

}  // namespace

grpc::Status ToGrpc(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), Shorten(Message(status))};
}

}  // namespace srnet::rpc
