// Matchers for status values: EXPECT_THAT(status, IsOk()), EXPECT_THAT(result, Fails(StatusCode::kNotFound,
// HasSubstr("a.txt"))). Both take a Status or a StatusOr and print the message when they fail.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "common/status/status.h"

namespace srnet::testing {

inline const Status& StatusOf(const Status& status) { return status; }
template <typename T>
const Status& StatusOf(const StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

MATCHER_P2(Fails, code, message, "fails with the given code and message") {
  const Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  const std::string text(Message(status));
  return status.code() == code && ::testing::ExplainMatchResult(message, text, result_listener);
}

}  // namespace srnet::testing
