// Which class of failure a status or an exception is: the one place where the trainer decides that.
//
//   diverged       ABORTED, which training/ returns for a loss or gradient that is not finite
//   preempted      CANCELLED, which only a signal causes
//   data_missing   NOT_FOUND
//   bad_input      INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, DATA_LOSS,
//                  UNIMPLEMENTED, ALREADY_EXISTS
//   out_of_memory  std::bad_alloc and LibTorch's allocation failures
//   crashed        everything else: a full disk, an I/O error, a defect
//
// Any thread.
#pragma once

#include <exception>

#include "common/status/status.h"
#include "common/trainer_protocol/event.h"

namespace srnet::trainer {

trainer_protocol::Failed FailureOf(const Status& status);

trainer_protocol::Failed FailureOf(const std::exception& exception);

}  // namespace srnet::trainer
