// The services that any gRPC tool expects. Debian ships no generated code for them, so messages are bytes
// here.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <string>

#include "coordinator/rpc/server.h"
#include "tests/support/status_matchers.h"

namespace srnet::rpc {
namespace {

using ::testing::HasSubstr;

void* Tag(int number) { return reinterpret_cast<void*>(static_cast<std::intptr_t>(number)); }

void AwaitTag(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
}

// Sends one message and returns the one that answers it: enough for unary calls and for a stream of one.
std::string Ask(const std::string& address, const std::string& method, const std::string& message) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  auto call = stub.PrepareCall(&context, method, &queue);
  call->StartCall(Tag(1));
  AwaitTag(queue);
  const grpc::Slice slice(message);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), Tag(2));
  AwaitTag(queue);
  grpc::ByteBuffer answer;
  call->Read(&answer, Tag(3));
  AwaitTag(queue);
  grpc::Status status;
  call->Finish(&status, Tag(4));
  AwaitTag(queue);
  EXPECT_TRUE(status.ok()) << method << ": " << status.error_message();
  grpc::Slice joined;
  EXPECT_TRUE(answer.DumpToSingleSlice(&joined).ok());
  return std::string(joined.begin(), joined.end());
}

class StandardServices : public ::testing::Test {
 protected:
  ~StandardServices() override { server_->Shutdown({}); }

  // HealthCheckRequest{} of the server as a whole.
  std::string Health() { return Ask(server_->addresses()[0], "/grpc.health.v1.Health/Check", ""); }

  std::unique_ptr<Server> server_ = *Server::Start({.listen = {"127.0.0.1:0"}}, {});
};

// HealthCheckResponse{status: SERVING = 1, NOT_SERVING = 2}.
TEST_F(StandardServices, HealthIsServingUntilTheServerSaysOtherwise) {
  EXPECT_EQ(Health(), "\x08\x01");
  server_->SetHealthy(false);
  EXPECT_EQ(Health(), "\x08\x02");
}

// ServerReflectionRequest{list_services: "*"}.
TEST_F(StandardServices, ReflectionListsTheServices) {
  EXPECT_THAT(Ask(server_->addresses()[0], "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                  "\x3a\x01*"),
              HasSubstr("grpc.health.v1.Health"));
}

}  // namespace
}  // namespace srnet::rpc
