#include "coordinator/rpc/listen_address.h"

#include <sys/un.h>

#include <charconv>

namespace srnet::rpc {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::size_t kLongestPath = sizeof(sockaddr_un{}.sun_path) - 1;

StatusOr<ListenAddress> ParseUnix(std::string_view text) {
  const std::string_view path = text.substr(kUnix.size());
  if (path.empty()) return InvalidArgument("listen address \"{}\" has no path", text);
  if (path.size() > kLongestPath) {
    return InvalidArgument(
        "the path of a Unix socket has at most {} characters; \"{}\" has {}: choose a shorter one",
        kLongestPath, path, path.size());
  }
  return ListenAddress{.unix_socket = true, .host = {}, .port = {}, .path = std::string(path)};
}

bool IsPort(std::string_view text) {
  int port = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 0 && port <= 65535;
}

}  // namespace

std::string ListenAddress::ToString(int bound_port) const {
  if (unix_socket) return std::string(kUnix) + path;
  const bool ipv6 = host.find(':') != std::string::npos;
  const std::string shown_port = bound_port > 0 ? std::to_string(bound_port) : port;
  return ipv6 ? fmt::format("[{}]:{}", host, shown_port) : fmt::format("{}:{}", host, shown_port);
}

bool ListenAddress::IsLocal() const { return unix_socket || host == "::1" || host.starts_with("127."); }

StatusOr<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.starts_with(kUnix)) return ParseUnix(text);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !IsPort(text.substr(colon + 1))) {
    return InvalidArgument("listen address \"{}\" is neither unix:PATH nor HOST:PORT (port 0: any free one)",
                           text);
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) {
    return InvalidArgument("listen address \"{}\" has no host: use 127.0.0.1, or 0.0.0.0 for all interfaces",
                           text);
  }
  return ListenAddress{.unix_socket = false,
                       .host = std::string(host == "localhost" ? "127.0.0.1" : host),
                       .port = std::string(text.substr(colon + 1)),
                       .path = {}};
}

}  // namespace srnet::rpc
