#include "cli/output/stage_graph.h"

#include <fmt/format.h>

#include <set>
#include <string_view>

namespace srnet::cli {
namespace {

// Labels are of the planner's words and the user's names.
std::string ForDot(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string ForMermaid(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"') {
      escaped += "#quot;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// A stage may read several artifacts of another.
std::set<std::uint32_t> InputsOf(const v1::PlanResponse::PlannedStage& stage) {
  return {stage.inputs().begin(), stage.inputs().end()};
}

}  // namespace

std::string ToDot(const v1::PlanResponse& plan) {
  std::string text =
      fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [shape=box];\n", ForDot(plan.name()));
  for (int i = 0; i < plan.planned_stages_size(); ++i) {
    const v1::PlanResponse::PlannedStage& stage = plan.planned_stages(i);
    text += fmt::format("  s{} [label=\"{}\"{}];\n", i, ForDot(stage.label()),
                        stage.done() ? ", style=filled, fillcolor=lightgrey" : "");
    for (const std::uint32_t input : InputsOf(stage)) text += fmt::format("  s{} -> s{};\n", input, i);
  }
  return text + "}\n";
}

std::string ToMermaid(const v1::PlanResponse& plan) {
  std::string text = "flowchart LR\n  classDef done fill:#ddd\n";
  for (int i = 0; i < plan.planned_stages_size(); ++i) {
    const v1::PlanResponse::PlannedStage& stage = plan.planned_stages(i);
    text += fmt::format("  s{}[\"{}\"]{}\n", i, ForMermaid(stage.label()), stage.done() ? ":::done" : "");
    for (const std::uint32_t input : InputsOf(stage)) text += fmt::format("  s{} --> s{}\n", input, i);
  }
  return text;
}

}  // namespace srnet::cli
