// Durations, sizes and states as people read them. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "cli/output/table.h"

#include "srnet/v1/sweep.pb.h"

namespace srnet::cli {

std::string FormatSeconds(double seconds);    // "4.2 s", "3 min 10 s", "2 h 05 min"
std::string FormatBytes(std::int64_t bytes);  // "612 B", "91 MB"
// "2026-01-02 03:04:05" or "2026-01-02T03:04:05Z", "" when unset. UTC.
std::string FormatTime(const google::protobuf::Timestamp& time, Form form = Form::kShown);
std::string StateName(v1::Sweep::State state);  // "active"
std::string StateName(v1::Stage::State state);  // "running" for LEASED
bool IsFraction(const std::string& metric);     // Shown in percent: all but the loss.
// "method=mask loss=poe"
std::string CoordinatesText(const google::protobuf::RepeatedPtrField<v1::Coordinate>& coordinates);
std::string ClassName(v1::FailureClass failure_class);  // "out_of_memory"
std::string FirstLine(const std::string& text);         // Of a message of several, without the line feed.

}  // namespace srnet::cli
