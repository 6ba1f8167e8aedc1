#include "coordinator/admin/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/files/file_descriptor.h"
#include "coordinator/admin/metrics.h"
#include "tests/support/status_matchers.h"

namespace srnet::admin {
namespace {

using ::testing::EndsWith;
using testing::Fails;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Sends the bytes and returns everything that comes back until the server closes.
std::string Exchange(const std::string& address, const std::string& request) {
  const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
    return "cannot connect";
  if (::send(socket.get(), request.data(), request.size(), 0) < 0) return "cannot send";
  std::string answer;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::recv(socket.get(), buffer, sizeof(buffer), 0)) > 0;) answer.append(buffer, n);
  return answer;
}

std::string Get(const HttpServer& server, const std::string& path, const std::string& method = "GET") {
  return Exchange(server.address(),
                  method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}

struct HttpServerTest : ::testing::Test {
  std::unique_ptr<HttpServer> server = *HttpServer::Start(
      "localhost:0", {{"/healthz", [] { return Page{.body = "ok\n"}; }},
                      {"/readyz", [] { return Page{.status = 503, .body = "starting\n"}; }}});
};

TEST_F(HttpServerTest, PagesAnswerWithTheirStatusAndBody) {
  EXPECT_THAT(Get(*server, "/healthz?verbose"), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("\r\n\r\nok\n")));
  EXPECT_THAT(Get(*server, "/readyz"), AllOf(StartsWith("HTTP/1.1 503"), EndsWith("starting\n")));
}

TEST_F(HttpServerTest, OtherPathsAndMethodsAreRefused) {
  EXPECT_THAT(Get(*server, "/etc/passwd"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Get(*server, "/healthz", "DELETE"), StartsWith("HTTP/1.1 405"));
}

TEST_F(HttpServerTest, ARequestWithABodyIsDropped) {
  EXPECT_EQ(Exchange(server->address(), "GET /healthz HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"), "");
}

TEST_F(HttpServerTest, APortInUseIsOneClearError) {
  EXPECT_THAT(HttpServer::Start(server->address(), {}),
              Fails(StatusCode::kAlreadyExists, HasSubstr(server->address() + ": the address is in use")));
}

TEST(HttpServer, AnAddressWithoutIpOrPortIsRefused) {
  for (const char* address : {"9090", "example.org:80", "127.0.0.1:", "127.0.0.1:99999"}) {
    EXPECT_THAT(HttpServer::Start(address, {}), Fails(StatusCode::kInvalidArgument, HasSubstr("HOST:PORT")));
  }
}

TEST(Metrics, AreRenderedInPrometheusText) {
  Metrics metrics("1.2.3");
  metrics.CountRpc("SweepService/Plan", StatusCode::kNotFound, std::chrono::milliseconds(3));
  metrics.SetStages({{"READY", 7}});
  metrics.CountAttemptEnd("failed", "diverged");
  const std::string text = metrics.Render();
  EXPECT_THAT(text, HasSubstr(R"(srnet_build_info{version="1.2.3"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(srnet_rpc_total{code="NOT_FOUND",method="SweepService/Plan"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(srnet_stages{state="READY"} 7)"));
  EXPECT_THAT(text, HasSubstr(R"(srnet_attempts_ended_total{class="diverged",end="failed"} 1)"));
}

}  // namespace
}  // namespace srnet::admin
