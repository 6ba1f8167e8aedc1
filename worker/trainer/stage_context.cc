#include "worker/trainer/stage_context.h"

#include <map>
#include <string>

namespace srnet::trainer {
namespace {

StatusOr<std::filesystem::path> Find(const std::map<std::string, std::filesystem::path>& paths,
                                     std::string_view what, std::string_view role) {
  const auto found = paths.find(std::string(role));
  if (found == paths.end()) return InvalidArgument("the request names no {} \"{}\"", what, role);
  return found->second;
}

}  // namespace

StatusOr<std::filesystem::path> StageContext::Input(std::string_view role) const {
  return Find(request.inputs, "input", role);
}

StatusOr<std::filesystem::path> StageContext::Source(std::string_view role) const {
  return Find(request.sources, "source", role);
}

}  // namespace srnet::trainer
