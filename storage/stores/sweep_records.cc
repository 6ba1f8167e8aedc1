#include "storage/stores/sweep_records.h"

#include "storage/stores/enum_names.h"

namespace srnet::storage {
namespace {

constexpr std::array<std::string_view, 4> kSweepStates = {"active", "done", "failed", "cancelled"};

}  // namespace

std::string_view Name(SweepState state) { return EnumName(kSweepStates, state); }

StatusOr<SweepState> ParseSweepState(std::string_view name) {
  return ParseEnum<SweepState>(kSweepStates, "state of a sweep", name);
}

}  // namespace srnet::storage
