// The small HTTP server beside gRPC: GET only, a fixed set of paths, for probes and Prometheus.
//
// Bodies of requests are refused, every read and write has a deadline, and the number of connections is
// bounded, so a client can do no harm. Pages are made on the server's loop and must not block.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/asio/loop.h"
#include "common/status/status.h"

namespace srnet::admin {

struct Page {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

using Pages = std::map<std::string, std::function<Page()>>;  // By path: "/healthz".

class HttpServer {
 public:
  // `address` is HOST:PORT, the host an IP address or localhost; port 0 is any free one. INVALID_ARGUMENT,
  // ALREADY_EXISTS (port in use), UNAVAILABLE. The server owns a loop of its own.
  static StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& address, Pages pages);
  ~HttpServer();  // Drops open connections.

  const std::string& address() const { return address_; }  // With the port that was bound.

 private:
  struct Acceptor;
  HttpServer();

  asio::Loop loop_;
  std::string address_;
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace srnet::admin
