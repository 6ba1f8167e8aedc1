// What the tests of storage add to the matchers of all tests: a code alone, a code with a part of the
// message, and the value of a result that must be there.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "common/status/status.h"
#include "tests/support/status_matchers.h"

namespace srnet::testing {

MATCHER_P(HasCode, code, "has the code " + std::string(CodeName(code))) {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

MATCHER_P2(IsError, code, text,
           "has the code " + std::string(CodeName(code)) + " and says " + std::string(text)) {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code && std::string(Message(StatusOf(arg))).find(text) != std::string::npos;
}

// Aborts with the message when there is no value: for what a test needs but is not about.
template <typename T>
T ValueOf(StatusOr<T> result) {
  if (!result.ok()) ADD_FAILURE() << result.status().ToString();
  SRNET_CHECK(result.ok());
  return *std::move(result);
}

inline void MustSucceed(const Status& status) {
  if (!status.ok()) ADD_FAILURE() << status.ToString();
  SRNET_CHECK(status.ok());
}

}  // namespace srnet::testing
