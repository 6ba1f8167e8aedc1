// What workers say and are told, between the wire, the scheduler and the storage. Pure, any thread.
#pragma once

#include "common/status/status.h"
#include "coordinator/leases/report.h"
#include "storage/stores/result_records.h"
#include "storage/stores/worker_store.h"

#include "srnet/v1/worker_service.pb.h"

namespace srnet::app {

// INVALID_ARGUMENT names the attempt and field that is wrong.
StatusOr<leases::WorkerReport> ToCore(const v1::SessionRequest& request);

storage::WorkerRecord ToStorage(const std::string& id, const v1::WorkerDescription& description,
                                storage::Instant now);

// What the storage keeps of a description: host, version and devices.
v1::WorkerDescription ToProto(const storage::WorkerRecord& record);

// INVALID_ARGUMENT: a digest that is none, or a value that is no number.
StatusOr<storage::StageResult> ToStorage(const v1::AttemptResult& result);

}  // namespace srnet::app
