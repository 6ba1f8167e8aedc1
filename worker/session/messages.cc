#include "worker/session/messages.h"

#include <algorithm>

namespace srnet::session {

using attempts::AttemptView;
using attempts::Phase;
using trainer_protocol::FailureClass;

namespace {

v1::AttemptReport::State StateOf(Phase phase) {
  switch (phase) {
    case Phase::kFetching:
    case Phase::kReady:
      return v1::AttemptReport::STATE_QUEUED;
    case Phase::kRunning:
    case Phase::kUploading:
      return v1::AttemptReport::STATE_RUNNING;
    case Phase::kSucceeded:
      return v1::AttemptReport::STATE_SUCCEEDED;
    case Phase::kFailed:
      return v1::AttemptReport::STATE_FAILED;
  }
  return v1::AttemptReport::STATE_UNSPECIFIED;
}

v1::FailureClass ToWire(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::kOutOfMemory:
      return v1::FAILURE_CLASS_OUT_OF_MEMORY;
    case FailureClass::kDiverged:
      return v1::FAILURE_CLASS_DIVERGED;
    case FailureClass::kBadInput:
      return v1::FAILURE_CLASS_BAD_INPUT;
    case FailureClass::kDataMissing:
      return v1::FAILURE_CLASS_DATA_MISSING;
    case FailureClass::kDeviceFault:
      return v1::FAILURE_CLASS_DEVICE_FAULT;
    case FailureClass::kPreempted:
      return v1::FAILURE_CLASS_PREEMPTED;
    case FailureClass::kCrashed:
      return v1::FAILURE_CLASS_CRASHED;
    case FailureClass::kCancelled:
      return v1::FAILURE_CLASS_CANCELLED;
  }
  return v1::FAILURE_CLASS_UNSPECIFIED;
}

void Fill(v1::Progress& out, const trainer_protocol::Progress& progress) {
  out.set_phase(progress.phase);
  out.set_step(progress.step);
  out.set_total_steps(progress.total_steps);
  out.set_examples_per_second(progress.examples_per_second);
}

void Fill(v1::CurvePoint& out, const trainer_protocol::CurvePoint& point) {
  out.set_set(point.set);
  out.set_metric(point.metric);
  out.set_step(point.step);
  out.set_value(point.value);
}

void Fill(v1::AttemptResult& out, const AttemptView& attempt) {
  for (const trainer_protocol::Metric& metric : attempt.metrics) {
    v1::Metric& added = *out.add_metrics();
    added.set_set(metric.set);
    added.set_metric(metric.metric);
    added.set_group(metric.group);
    added.set_value(metric.value);
  }
  for (const trainer_protocol::CurvePoint& point : attempt.curve) Fill(*out.add_curve(), point);
  for (const trainer_protocol::Artifact& artifact : attempt.artifacts) {
    v1::ArtifactReference& added = *out.add_artifacts();
    added.set_name(artifact.name);
    added.set_sha256(artifact.digest.ToHex());
    added.set_bytes(artifact.bytes);
  }
  out.set_provenance(attempt.provenance);
}

StatusOr<Digest> ParseDigest(const std::string& hex, std::string_view field) {
  StatusOr<Digest> digest = Digest::Parse(hex);
  if (!digest.ok()) return Annotate(digest.status(), field);
  return digest;
}

StatusOr<attempts::ResolvedInput> ParseInput(const v1::ResolvedInput& message) {
  attempts::ResolvedInput input{.role = message.role(),
                                .digest = {},
                                .bytes = message.bytes(),
                                .tree = message.tree(),
                                .source = message.source()};
  SRNET_ASSIGN_OR_RETURN(input.digest, ParseDigest(message.sha256(), "inputs.sha256"));
  if (input.bytes < 0) return InvalidArgument("inputs.bytes of role \"{}\" is negative", input.role);
  return input;
}

}  // namespace

v1::AttemptReport ToReport(const AttemptView& attempt, std::int64_t curves_received) {
  v1::AttemptReport report;
  report.set_stage_key(attempt.id.stage_key.ToHex());
  report.set_token(attempt.id.token);
  report.set_state(StateOf(attempt.phase));
  report.set_trained(attempt.phase == Phase::kUploading);
  Fill(*report.mutable_progress(), attempt.progress);
  report.set_checkpoint_step(attempt.checkpoint);
  for (const std::string& notice : attempt.notices) report.add_notices(notice);
  if (attempt.phase == Phase::kSucceeded) {
    Fill(*report.mutable_result(), attempt);
    return report;
  }
  const auto size = static_cast<std::int64_t>(attempt.curve.size());
  const std::int64_t first = std::clamp<std::int64_t>(curves_received, 0, size);
  report.set_first_curve_point(first);
  for (std::int64_t i = first; i < size; ++i)
    Fill(*report.add_curve_points(), attempt.curve[static_cast<std::size_t>(i)]);
  if (attempt.phase == Phase::kFailed) {
    report.set_failure_class(ToWire(attempt.failure.failure_class));
    report.set_failure_message(attempt.failure.message);
  }
  return report;
}

void AddLog(const attempts::LogPiece& piece, v1::AttemptReport& report) {
  if (piece.text.empty()) return;
  report.set_log(piece.text);
  report.set_log_position(piece.position);
}

v1::AttemptLog ToMessage(const attempts::UploadedLog& log) {
  v1::AttemptLog message;
  message.set_stage_key(log.log.id.stage_key.ToHex());
  message.set_token(log.log.id.token);
  message.set_sha256(log.blob.digest.ToHex());
  message.set_bytes(log.blob.bytes);
  message.set_start(log.log.start);
  return message;
}

StatusOr<ParsedGrant> ParseGrant(const v1::AttemptGrant& message) {
  ParsedGrant parsed;
  SRNET_ASSIGN_OR_RETURN(parsed.grant.id.stage_key, ParseDigest(message.stage_key(), "stage_key"));
  parsed.grant.id.token = message.token();
  parsed.grant.stage = message.stage();
  parsed.grant.label = message.label();
  parsed.grant.alone = message.memory_class() > 0;
  parsed.curves_received = message.curves_received();
  if (message.log_followed()) parsed.log_received = message.log_received();
  for (const v1::ResolvedInput& input : message.inputs()) {
    SRNET_ASSIGN_OR_RETURN(attempts::ResolvedInput read, ParseInput(input));
    parsed.grant.inputs.push_back(std::move(read));
  }
  for (const std::string& hex : message.missing_artifacts()) {
    SRNET_ASSIGN_OR_RETURN(const Digest digest, ParseDigest(hex, "missing_artifacts"));
    parsed.missing.push_back(digest);
  }
  return parsed;
}

StatusOr<attempts::AttemptId> ParseId(const v1::LogReceipt& message) {
  SRNET_ASSIGN_OR_RETURN(const Digest key, ParseDigest(message.stage_key(), "log_receipts.stage_key"));
  return attempts::AttemptId{.stage_key = key, .token = message.token()};
}

}  // namespace srnet::session
