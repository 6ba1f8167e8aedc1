#include "cli/commands/submission.h"

#include <fmt/ostream.h>

#include <random>

#include "cli/commands/specification_file.h"

namespace srnet::cli {

std::string NewRequestId() {
  std::random_device device;
  std::uniform_int_distribution<std::uint64_t> any;
  return fmt::format("{:016x}{:016x}", any(device), any(device));
}

Status AboutFile(const Status& status, const std::filesystem::path& file) {
  const bool about_text =
      status.code() == StatusCode::kInvalidArgument || status.code() == StatusCode::kNotFound;
  return about_text ? Annotate(status, file.native()) : status;
}

StatusOr<std::string> SweepIdOf(const Service& service, const std::string& sweep) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep);
  v1::GetSweepResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().sweeps, &v1::SweepService::Stub::GetSweep, request, &response));
  return response.sweep().sweep_id();
}

StatusOr<v1::SubmitSweepResponse> Submit(Context& context, const Service& service,
                                         const SpecificationArguments& arguments, int priority) {
  v1::SubmitSweepRequest request;
  SRNET_ASSIGN_OR_RETURN(*request.mutable_specification(),
                         PrepareSpecification(context, service.connection(), arguments));
  request.set_request_id(NewRequestId());
  request.set_priority(priority);
  v1::SubmitSweepResponse response;
  const Status status =
      Call(*service.connection().sweeps, &v1::SweepService::Stub::SubmitSweep, request, &response);
  if (!status.ok()) return AboutFile(status, arguments.file);
  for (const std::string& notice : response.notices()) fmt::print(context.err, "note: {}\n", notice);
  return response;
}

}  // namespace srnet::cli
