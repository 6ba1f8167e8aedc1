#include "common/trainer_protocol/request.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"
#include "common/stage/canonical.h"
#include "tests/support/status_matchers.h"

namespace srnet::trainer_protocol {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::StartsWith;

Request Example() {
  Request request;
  request.stage.work = stage::Finetune{};
  request.stage.inputs = {{"dataset", {DigestOf("import")}, "dataset"}};
  request.stage.sources = {{"model", DigestOf("model")}};
  request.inputs = {{"dataset", "/in/dataset"}};
  request.sources = {{"model", "/in/model"}};
  request.output = "/out";
  request.resume = "/resume";
  request.threads = 2;
  return request;
}

TEST(RequestJson, ReadsBackToTheSameRequest) {
  const StatusOr<Request> read = ParseRequest(ToJson(Example()), "/elsewhere");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(ToJson(*read), ToJson(Example()));
  EXPECT_EQ(stage::KeyOf(read->stage), stage::KeyOf(Example().stage));
}

TEST(RequestJson, RelativePathsAreRelativeToTheFolderOfTheFile) {
  Request request = Example();
  request.inputs["dataset"] = "rows";
  request.output = "out";
  const StatusOr<Request> read = ParseRequest(ToJson(request), "/base");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->inputs.at("dataset"), "/base/rows");
  EXPECT_EQ(read->output, "/base/out");
  EXPECT_EQ(read->resume, "/resume");
}

struct BadRequest {
  std::string from;
  std::string to;
  std::string message;
};

class ParseBadRequest : public ::testing::TestWithParam<BadRequest> {};

TEST_P(ParseBadRequest, FailsWithThePathOfTheField) {
  std::string text = ToJson(Example());
  const auto at = text.rfind(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().from.size(), GetParam().to);
  EXPECT_THAT(ParseRequest(text, "/"), Fails(StatusCode::kInvalidArgument, StartsWith(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseBadRequest,
    ::testing::Values(
        BadRequest{"\"protocol\":1", "\"protocol\":2", "protocol: this trainer speaks 1, got 2"},
        BadRequest{"\"protocol\":1,", "", "protocol: is missing"},
        BadRequest{"\"kind\":\"finetune\"", "\"kind\":\"guess\"", "stage.kind: \"guess\" is not a kind"},
        BadRequest{"\"epochs\":3", "\"epochs\":true", "stage.work.optimisation.epochs: expected a number"},
        BadRequest{"{\"dataset\":\"/in/dataset\"}", "{}", "inputs: no path for the role \"dataset\""},
        BadRequest{"{\"dataset\":\"/in/dataset\"}", "[]", "inputs: expected an object, got an array"},
        BadRequest{"\"/in/dataset\"", "\"/in/dataset\",\"mask\":\"/m\"",
                   "inputs: the stage has no role \"mask\""},
        BadRequest{"\"/in/model\"", "7", "sources.model: expected a string, got an integer"},
        BadRequest{"\"/in/model\"", "\"\"", "sources.model: must name a path"},
        BadRequest{"\"output\":\"/out\",", "", "output: is missing"},
        BadRequest{"\"threads\":2", "\"threads\":0", "threads: must lie in [1, 4096]"},
        BadRequest{"\"threads\":2", "\"threads\":2,\"nice\":3", "nice: is not a known field"},
        BadRequest{"\"threads\":2}", "\"threads\":2", "not JSON"}));

}  // namespace
}  // namespace srnet::trainer_protocol
