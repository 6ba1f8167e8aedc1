// The same closed sets of words in three worlds: the wire's, the scheduler's and the storage's. Pure, any
// thread.
#pragma once

#include <string_view>

#include "coordinator/core/stage.h"
#include "coordinator/core/sweep.h"
#include "coordinator/core/worker.h"
#include "storage/stores/catalogue_store.h"
#include "storage/stores/stage_records.h"
#include "storage/stores/sweep_records.h"
#include "storage/stores/worker_store.h"

#include "srnet/v1/artifact_service.pb.h"
#include "srnet/v1/sweep.pb.h"

namespace srnet::app {

v1::Stage::State ToProto(core::StageState state);
v1::Stage::State ToProto(storage::StageState state);
core::StageState ToCore(storage::StageState state);
storage::StageState ToStorage(core::StageState state);

v1::Sweep::State ToProto(core::SweepState state);
v1::Sweep::State ToProto(storage::SweepState state);
core::SweepState ToCore(storage::SweepState state);
storage::SweepState ToStorage(core::SweepState state);

v1::FailureClass ToProto(core::FailureClass failure_class);
// Unspecified and unknown classes are crashes: something failed and nobody knows why.
core::FailureClass ToCore(v1::FailureClass failure_class);
// Of the name that the storage keeps; an empty or unknown one is kNone.
core::FailureClass FailureClassNamed(std::string_view name);

core::Admission ToCore(storage::WorkerState state);

v1::CatalogueEntry::Kind ToProto(storage::CatalogueKind kind);

// Into the counts that are shown.
void SetCount(v1::StageCounts& counts, v1::Stage::State state, std::int64_t count);

}  // namespace srnet::app
