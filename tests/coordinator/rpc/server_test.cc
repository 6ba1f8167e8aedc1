#include "coordinator/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <filesystem>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::rpc {
namespace {

using testing::Fails;
using ::testing::HasSubstr;

StatusOr<std::unique_ptr<Server>> Listen(const std::string& address, bool insecure_plaintext = false) {
  return Server::Start({.listen = {address}, .insecure_plaintext = insecure_plaintext}, {});
}

TEST(Server, APortInUseIsOneClearError) {
  auto first = *Listen("127.0.0.1:0");
  EXPECT_THAT(
      Listen(first->addresses()[0]),
      Fails(StatusCode::kAlreadyExists, HasSubstr(first->addresses()[0] + ": the address is in use")));
  first->Shutdown({});
}

TEST(Server, ASocketThatIsAnsweredIsNotTakenOver) {
  const testing::TemporaryDirectory folder;
  const std::string address = "unix:" + (folder / "s").native();
  auto first = *Listen(address);
  EXPECT_THAT(Listen(address), Fails(StatusCode::kAlreadyExists, HasSubstr(address)));
  first->Shutdown({});
}

TEST(Server, AFileAtTheSocketsPathIsKept) {
  const testing::TemporaryDirectory folder;
  std::filesystem::create_directory(folder / "s");
  EXPECT_THAT(Listen("unix:" + (folder / "s").native()),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("another kind")));
}

TEST(Server, APathThatCannotBeBoundSaysWhy) {
  EXPECT_THAT(Listen("unix:/nonexistent-folder/s"),
              Fails(StatusCode::kUnavailable, HasSubstr("No such file or directory")));
}

TEST(Server, PlainTextStaysOnThisMachineUnlessTold) {
  EXPECT_THAT(Listen("0.0.0.0:0"), Fails(StatusCode::kFailedPrecondition, HasSubstr("--insecure-plaintext")));
  auto server = *Listen("0.0.0.0:0", true);
  server->Shutdown({});
}

TEST(Server, EveryListenerIsReportedWithItsBoundPort) {
  const testing::TemporaryDirectory folder;
  const std::string path = "unix:" + (folder / "s").native();
  auto server = *Server::Start({.listen = {path, "127.0.0.1:0"}}, {});
  ASSERT_EQ(server->addresses().size(), 2u);
  EXPECT_EQ(server->addresses()[0], path);
  EXPECT_THAT(server->addresses()[1], ::testing::MatchesRegex("127.0.0.1:[1-9][0-9]+"));
  server->Shutdown({});
}

}  // namespace
}  // namespace srnet::rpc
