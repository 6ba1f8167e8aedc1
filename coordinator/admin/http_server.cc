#include "coordinator/admin/http_server.h"

#include <chrono>
#include <optional>
#include <utility>

// Asio first, through our header.
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "common/asio/asio.h"

namespace srnet::admin {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds kDeadline{10};
constexpr std::uint64_t kLargestBody = 0;
constexpr std::uint32_t kLargestHeader = 8192;
constexpr int kMostConnections = 64;

StatusOr<tcp::endpoint> ParseEndpoint(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  error_code error;
  const auto ip = boost::asio::ip::make_address(host, error);
  const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool numeric =
      !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (error || !numeric || std::stoi(port) > 65535) {
    return InvalidArgument("admin address \"{}\" is not HOST:PORT with an IP address or localhost", text);
  }
  return tcp::endpoint(ip, static_cast<std::uint16_t>(std::stoi(port)));
}

}  // namespace

struct HttpServer::Acceptor : std::enable_shared_from_this<HttpServer::Acceptor> {
  class Connection;

  Acceptor(boost::asio::io_context& context, Pages the_pages)
      : acceptor(context), pages(std::move(the_pages)) {}

  Status Open(const tcp::endpoint& endpoint, const std::string& address);
  void Accept();
  http::response<http::string_body> Answer(const http::request<http::string_body>& request) const;

  tcp::acceptor acceptor;
  Pages pages;
  int connections = 0;
};

// One connection: read, answer, and again while the client keeps it open.
class HttpServer::Acceptor::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<Acceptor> acceptor)
      : stream_(std::move(socket)), acceptor_(std::move(acceptor)) {
    ++acceptor_->connections;
  }
  ~Connection() { --acceptor_->connections; }

  void Read() {
    parser_.emplace();
    parser_->body_limit(kLargestBody);
    parser_->header_limit(kLargestHeader);
    stream_.expires_after(kDeadline);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) return self->Write();
    });
  }

 private:
  void Write() {
    response_ = acceptor_->Answer(parser_->get());
    stream_.expires_after(kDeadline);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error && self->response_.keep_alive()) self->Read();
    });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Acceptor> acceptor_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
};

Status HttpServer::Acceptor::Open(const tcp::endpoint& endpoint, const std::string& address) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (!error) return Status();
  if (error == boost::asio::error::address_in_use) {
    return AlreadyExists("cannot serve HTTP on {}: the address is in use; choose another with --admin",
                         address);
  }
  return Unavailable("cannot serve HTTP on {}: {}", address, error.message());
}

void HttpServer::Acceptor::Accept() {
  acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
    if (error == boost::asio::error::operation_aborted) return;
    // Beyond the limit the socket is closed at once by its destructor.
    if (!error && self->connections < kMostConnections) {
      std::make_shared<Connection>(std::move(socket), self)->Read();
    }
    self->Accept();
  });
}

http::response<http::string_body> HttpServer::Acceptor::Answer(
    const http::request<http::string_body>& request) const {
  http::response<http::string_body> response;
  response.version(request.version());
  response.keep_alive(request.keep_alive());
  const std::string path(request.target().substr(0, request.target().find('?')));
  const auto page = pages.find(path);
  Page made;
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    made = {.status = 405, .body = "only GET\n"};
    response.set(http::field::allow, "GET, HEAD");
  } else if (page == pages.end()) {
    made = {.status = 404, .body = "no such page\n"};
  } else {
    made = page->second();
  }
  response.result(static_cast<unsigned>(made.status));
  response.set(http::field::content_type, made.content_type);
  response.set(http::field::cache_control, "no-store");
  if (request.method() != http::verb::head) response.body() = std::move(made.body);
  response.prepare_payload();
  return response;
}

HttpServer::HttpServer() : loop_("admin") {}

StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& address, Pages pages) {
  SRNET_ASSIGN_OR_RETURN(const tcp::endpoint endpoint, ParseEndpoint(address));
  std::unique_ptr<HttpServer> server(new HttpServer());
  server->acceptor_ = std::make_shared<Acceptor>(server->loop_.context(), std::move(pages));
  SRNET_RETURN_IF_ERROR(server->acceptor_->Open(endpoint, address));
  const tcp::endpoint bound = server->acceptor_->acceptor.local_endpoint();
  const std::string ip = bound.address().to_string();
  server->address_ = fmt::format("{}:{}", bound.address().is_v6() ? "[" + ip + "]" : ip, bound.port());
  server->acceptor_->Accept();
  server->loop_.Start();
  return server;
}

HttpServer::~HttpServer() { loop_.Stop(); }

}  // namespace srnet::admin
