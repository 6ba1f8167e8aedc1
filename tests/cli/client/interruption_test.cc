#include "cli/client/interruption.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

TEST(Interruption, RequestCallsTheScopeThatIsOpen) {
  Interruption interruption;
  int calls = 0;
  {
    const Interruption::Scope scope(interruption, [&] { ++calls; });
    interruption.Request();
  }
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(interruption.requested());
}

TEST(Interruption, ScopeOpenedAfterTheRequestIsCalledAtOnce) {
  Interruption interruption;
  interruption.Request();
  int calls = 0;
  const Interruption::Scope scope(interruption, [&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(Interruption, ClosedScopeIsNotCalled) {
  Interruption interruption;
  int calls = 0;
  {
    const Interruption::Scope scope(interruption, [&] { ++calls; });
  }
  interruption.Request();
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace srnet::cli
