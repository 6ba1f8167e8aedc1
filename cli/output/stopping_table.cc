#include "cli/output/stopping_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

double Percent(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace

std::string ShowStoppingReplay(const v1::ReplayStoppingResponse& replay) {
  Table table;
  table.columns = {{"stopped"}, {"dominated by"}, {"after", true}, {"saved steps", true}, {"on the front"}};
  for (const v1::ReplayStoppingResponse::Stop& stop : replay.stops()) {
    table.rows.push_back({CoordinatesText(stop.coordinates()), CoordinatesText(stop.by()),
                          fmt::format("{:.0f}%", 100 * stop.share()), fmt::format("{}", stop.saved_steps()),
                          stop.on_front() ? "yes: lost" : ""});
  }
  std::string text = table.rows.empty() ? "" : Render(table) + "\n";
  text +=
      fmt::format("{} of {} models would have been stopped; {} have curves of every set for enough seeds\n",
                  replay.stops_size(), replay.models(), replay.judged());
  text += fmt::format("saved: {} of {} steps of training that nothing else reads ({:.1f} %)\n",
                      replay.saved_steps(), replay.steps(), Percent(replay.saved_steps(), replay.steps()));
  const auto lost = std::count_if(replay.stops().begin(), replay.stops().end(),
                                  [](const auto& stop) { return stop.on_front(); });
  return text + fmt::format("lost: {} of {} models that no other is as sparse and as good as\n", lost,
                            replay.front());
}

}  // namespace srnet::cli
