#include "cli/commands/sweep_end.h"

#include <fmt/ostream.h>

#include <map>
#include <string>
#include <utility>

#include "cli/output/words.h"

namespace srnet::cli {

ExitCode ReportEnd(Context& context, const Watched& watched) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> labels;  // By class and message.
  for (const v1::Stage& stage : watched.failures) {
    labels[{ClassName(stage.failure_class()), stage.failure_message()}].push_back(stage.label());
  }
  for (const auto& [cause, stages] : labels) {
    fmt::print(context.err, "{} ({}): {}\n",
               Paint(context.err_terminal, Colour::kRed,
                     fmt::format("{} {} failed", stages.size(), stages.size() == 1 ? "stage" : "stages")),
               cause.first, cause.second);
    for (const std::string& label : stages) fmt::print(context.err, "  {}\n", label);
  }
  if (watched.sweep.state() == v1::Sweep::STATE_DONE) return ExitCode::kDone;
  if (watched.sweep.state() == v1::Sweep::STATE_CANCELLED) {
    const std::string& successor = watched.sweep.superseded_by();
    fmt::print(context.err, "sweep {} was {}\n", watched.sweep.sweep_id(),
               successor.empty() ? "cancelled" : fmt::format("updated: srnet watch {}", successor));
  } else if (watched.sweep.stages().skipped() > 0) {
    fmt::print(context.err, "{} stages were skipped because they read a failed one\n",
               watched.sweep.stages().skipped());
  }
  return ExitCode::kFailed;
}

}  // namespace srnet::cli
