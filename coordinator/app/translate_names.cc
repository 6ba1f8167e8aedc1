#include "coordinator/app/translate_names.h"

namespace srnet::app {
namespace {

// The three sets list the same words in the same order; the wire has UNSPECIFIED before them.
template <typename To, typename From>
constexpr To SamePosition(From from, int offset) {
  return static_cast<To>(static_cast<int>(from) + offset);
}

static_assert(static_cast<int>(core::StageState::kCancelled) + 1 == v1::Stage::STATE_CANCELLED);
static_assert(static_cast<int>(core::StageState::kLeased) + 1 == v1::Stage::STATE_LEASED);
static_assert(static_cast<int>(storage::StageState::kCancelled) ==
              static_cast<int>(core::StageState::kCancelled));
static_assert(static_cast<int>(storage::StageState::kLeased) == static_cast<int>(core::StageState::kLeased));
static_assert(static_cast<int>(core::SweepState::kCancelled) + 1 == v1::Sweep::STATE_CANCELLED);
static_assert(static_cast<int>(core::SweepState::kDone) + 1 == v1::Sweep::STATE_DONE);
static_assert(static_cast<int>(storage::SweepState::kCancelled) ==
              static_cast<int>(core::SweepState::kCancelled));
static_assert(static_cast<int>(storage::SweepState::kDone) == static_cast<int>(core::SweepState::kDone));
static_assert(static_cast<int>(core::FailureClass::kCancelled) == v1::FAILURE_CLASS_CANCELLED);
static_assert(static_cast<int>(core::FailureClass::kDeadlineExceeded) == v1::FAILURE_CLASS_DEADLINE_EXCEEDED);
static_assert(static_cast<int>(core::FailureClass::kDeviceFault) == v1::FAILURE_CLASS_DEVICE_FAULT);
static_assert(static_cast<int>(storage::WorkerState::kDraining) ==
              static_cast<int>(core::Admission::kDraining));
static_assert(static_cast<int>(storage::WorkerState::kQuarantined) ==
              static_cast<int>(core::Admission::kQuarantined));
static_assert(static_cast<int>(storage::CatalogueKind::kDataset) + 1 == v1::CatalogueEntry::KIND_DATASET);
static_assert(static_cast<int>(storage::CatalogueKind::kVectors) + 1 == v1::CatalogueEntry::KIND_VECTORS);

}  // namespace

v1::Stage::State ToProto(core::StageState state) { return SamePosition<v1::Stage::State>(state, 1); }
v1::Stage::State ToProto(storage::StageState state) { return SamePosition<v1::Stage::State>(state, 1); }
storage::StageState ToStorage(core::StageState state) { return SamePosition<storage::StageState>(state, 0); }
core::StageState ToCore(storage::StageState state) { return SamePosition<core::StageState>(state, 0); }

v1::Sweep::State ToProto(core::SweepState state) { return SamePosition<v1::Sweep::State>(state, 1); }
v1::Sweep::State ToProto(storage::SweepState state) { return SamePosition<v1::Sweep::State>(state, 1); }
core::SweepState ToCore(storage::SweepState state) { return SamePosition<core::SweepState>(state, 0); }
storage::SweepState ToStorage(core::SweepState state) { return SamePosition<storage::SweepState>(state, 0); }

v1::FailureClass ToProto(core::FailureClass failure_class) {
  return SamePosition<v1::FailureClass>(failure_class, 0);
}

// A worker has none of the classes after CANCELLED to report.
core::FailureClass ToCore(v1::FailureClass failure_class) {
  if (failure_class < v1::FAILURE_CLASS_OUT_OF_MEMORY || failure_class > v1::FAILURE_CLASS_CANCELLED) {
    return core::FailureClass::kCrashed;
  }
  return SamePosition<core::FailureClass>(failure_class, 0);
}

core::FailureClass FailureClassNamed(std::string_view name) {
  for (int i = 1; i < core::kFailureClasses; ++i) {
    const auto candidate = static_cast<core::FailureClass>(i);
    if (core::Name(candidate) == name) return candidate;
  }
  return core::FailureClass::kNone;
}

core::Admission ToCore(storage::WorkerState state) { return SamePosition<core::Admission>(state, 0); }

v1::CatalogueEntry::Kind ToProto(storage::CatalogueKind kind) {
  return SamePosition<v1::CatalogueEntry::Kind>(kind, 1);
}

void SetCount(v1::StageCounts& counts, v1::Stage::State state, std::int64_t count) {
  switch (state) {
    case v1::Stage::STATE_BLOCKED:
      return counts.set_blocked(count);
    case v1::Stage::STATE_READY:
      return counts.set_ready(count);
    case v1::Stage::STATE_LEASED:
      return counts.set_leased(count);
    case v1::Stage::STATE_DONE:
      return counts.set_done(count);
    case v1::Stage::STATE_FAILED:
      return counts.set_failed(count);
    case v1::Stage::STATE_SKIPPED:
      return counts.set_skipped(count);
    case v1::Stage::STATE_CANCELLED:
      return counts.set_cancelled(count);
    default:
      return;
  }
}

}  // namespace srnet::app
