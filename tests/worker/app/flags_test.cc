#include "worker/app/flags.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace srnet::worker {
namespace {

using ::testing::ElementsAre;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Pair;

StatusOr<std::variant<Flags, Notice>> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"srnet-worker", "--coordinator", "unix:/tmp/s", "--state", "/tmp/w"});
  return ParseFlags(static_cast<int>(arguments.size()), arguments.data());
}

TEST(ParseFlags, SizesTakeUnitsAndLabelsRepeat) {
  const auto parsed =
      Parse({"--cache-bytes", "2GB", "--label", "zone=a", "--label", "kind=cpu", "--slots", "3"});

  ASSERT_THAT(parsed, IsOk());
  const Flags& flags = std::get<Flags>(*parsed);
  EXPECT_EQ(flags.cache_bytes, std::int64_t{2} << 30);
  EXPECT_THAT(flags.labels, ElementsAre(Pair("kind", "cpu"), Pair("zone", "a")));
  EXPECT_EQ(flags.slots, 3);
}

TEST(ParseFlags, WhatIsWrongIsNamed) {
  EXPECT_THAT(Parse({"--slots", "0"}), Fails(StatusCode::kInvalidArgument, HasSubstr("--slots")));
  EXPECT_THAT(Parse({"--lable", "a=b"}), Fails(StatusCode::kInvalidArgument, HasSubstr("--lable")));
  EXPECT_THAT(Parse({"--label", "zone"}), Fails(StatusCode::kInvalidArgument, HasSubstr("KEY=VALUE")));
  EXPECT_THAT(Parse({"--label", "a=1", "--label", "a=2"}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("twice")));
  EXPECT_THAT(Parse({"--log-level", "loud"}), Fails(StatusCode::kInvalidArgument, HasSubstr("loud")));
}

TEST(ParseFlags, TheCoordinatorIsRequired) {
  const std::vector<const char*> arguments{"srnet-worker", "--state", "/tmp/w"};

  EXPECT_THAT(ParseFlags(3, arguments.data()),
              Fails(StatusCode::kInvalidArgument, HasSubstr("--coordinator")));
}

TEST(ParseFlags, HelpIsANotice) {
  const auto parsed = Parse({"--help"});

  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(std::get<Notice>(*parsed).text, HasSubstr("--cache-bytes"));
}

}  // namespace
}  // namespace srnet::worker
