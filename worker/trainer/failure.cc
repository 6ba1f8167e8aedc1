#include "worker/trainer/failure.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>
#include <string_view>

namespace srnet::trainer {
namespace {

using trainer_protocol::Failed;
using trainer_protocol::FailureClass;

FailureClass ClassOf(StatusCode code) {
  switch (code) {
    case StatusCode::kAborted:
      return FailureClass::kDiverged;
    case StatusCode::kCancelled:
      return FailureClass::kPreempted;
    case StatusCode::kNotFound:
      return FailureClass::kDataMissing;
    case StatusCode::kInvalidArgument:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kOutOfRange:
    case StatusCode::kDataLoss:
    case StatusCode::kUnimplemented:
    case StatusCode::kAlreadyExists:
      return FailureClass::kBadInput;
    default:
      return FailureClass::kCrashed;
  }
}

// LibTorch's CPU allocator throws a plain c10::Error, told apart by nothing but this text.
bool IsAllocationFailure(const c10::Error& error) {
  return dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
         std::string_view(error.what_without_backtrace()).find("can't allocate memory") !=
             std::string_view::npos;
}

}  // namespace

Failed FailureOf(const Status& status) { return {ClassOf(status.code()), std::string(Message(status))}; }

Failed FailureOf(const std::exception& exception) {
  if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
    return {FailureClass::kOutOfMemory, "no memory left"};
  }
  if (const auto* error = dynamic_cast<const c10::Error*>(&exception)) {
    return {IsAllocationFailure(*error) ? FailureClass::kOutOfMemory : FailureClass::kCrashed,
            error->what_without_backtrace()};
  }
  return {FailureClass::kCrashed, exception.what()};
}

}  // namespace srnet::trainer
