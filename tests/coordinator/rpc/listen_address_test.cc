#include "coordinator/rpc/listen_address.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace srnet::rpc {
namespace {

using testing::Fails;
using ::testing::HasSubstr;

TEST(ListenAddress, UnixPathsAndHostPortPairsAreUnderstood) {
  EXPECT_EQ(ParseListenAddress("unix:/run/a.sock")->ToString(0), "unix:/run/a.sock");
  EXPECT_EQ(ParseListenAddress("localhost:0")->ToString(4711), "127.0.0.1:4711");
  EXPECT_EQ(ParseListenAddress("[::1]:80")->ToString(0), "[::1]:80");
}

TEST(ListenAddress, OnlyLoopbackAndUnixSocketsAreLocal) {
  EXPECT_TRUE(ParseListenAddress("unix:/a")->IsLocal());
  EXPECT_TRUE(ParseListenAddress("127.0.0.2:1")->IsLocal());
  EXPECT_TRUE(ParseListenAddress("[::1]:1")->IsLocal());
  EXPECT_FALSE(ParseListenAddress("0.0.0.0:1")->IsLocal());
  EXPECT_FALSE(ParseListenAddress("[::]:1")->IsLocal());
}

TEST(ListenAddress, WhatIsNoAddressIsRefusedWithTheForms) {
  for (const char* text : {"", "7000", "host:", "host:70000", "host:1x"}) {
    EXPECT_THAT(ParseListenAddress(text), Fails(StatusCode::kInvalidArgument, HasSubstr("HOST:PORT")))
        << text;
  }
  EXPECT_THAT(ParseListenAddress(":80"), Fails(StatusCode::kInvalidArgument, HasSubstr("no host")));
  EXPECT_THAT(ParseListenAddress("unix:" + std::string(200, 'a')),
              Fails(StatusCode::kInvalidArgument, HasSubstr("shorter")));
}

}  // namespace
}  // namespace srnet::rpc
