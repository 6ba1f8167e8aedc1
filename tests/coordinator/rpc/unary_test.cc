#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "tests/coordinator/rpc/fake_handlers.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "srnet/v1/sweep_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::Ge;
using ::testing::Lt;
using ::testing::StartsWith;

struct UnaryTest : ::testing::Test {
  grpc::Status Plan(const std::string& specification, v1::PlanResponse* answer) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    v1::PlanRequest request;
    request.set_specification(specification);
    return stub->Plan(&context, request, answer);
  }

  FakeService service;
  std::unique_ptr<v1::SweepService::Stub> stub = v1::SweepService::NewStub(service.channel);
  v1::PlanResponse response;
};

TEST_F(UnaryTest, TheHandlersReplyIsTheResponse) {
  EXPECT_TRUE(Plan("name", &response).ok());
  EXPECT_EQ(response.name(), "name");
}

TEST_F(UnaryTest, AnErrorKeepsItsCodeAndTheStartOfALongMessage) {
  const grpc::Status status = Plan("bad", &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), StartsWith("3:7: xxx"));
  EXPECT_THAT(status.error_message(), EndsWith("(cut)"));
}

TEST_F(UnaryTest, AnErrorCarriesAsManyViolationsAsFitIntoItsHeaders) {
  const grpc::Status status = Plan("wrong everywhere", &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_THAT(status.error_message(), EndsWith("(cut)"));
  google::rpc::Status details;
  google::rpc::BadRequest request;
  ASSERT_TRUE(details.ParseFromString(status.error_details()) && details.details_size() == 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&request));
  EXPECT_THAT(request.field_violations_size(), AllOf(Ge(1), Lt(50)));
  EXPECT_EQ(request.field_violations(0).field(), "specification:3:7");
}

TEST_F(UnaryTest, ADroppedReplyIsUnavailable) {
  auto call = std::async(std::launch::async, [&] { return Plan("keep", &response); });
  service.sweeps.kept.Take().reset();
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace srnet::rpc
