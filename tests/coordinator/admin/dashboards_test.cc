// dashboards/ asks Prometheus for what a coordinator serves, and for nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "coordinator/admin/metrics.h"

namespace srnet::admin {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::string TextOf(const std::string& name) {
  return *ReadFile(std::string(SRNET_SOURCE_FOLDER "/dashboards/") + name, 1 << 20);
}

std::set<std::string> MetricsIn(const std::string& text) {
  static const std::regex name("\\bsrnet_[a-z_]+");
  return {std::sregex_token_iterator(text.begin(), text.end(), name), std::sregex_token_iterator()};
}

// Everything that a coordinator can serve, each counted once.
std::set<std::string> Served() {
  Metrics metrics("1.2.3");
  metrics.CountRpc("GetSweep", StatusCode::kOk, std::chrono::milliseconds(1));
  metrics.CountCommit(1, std::chrono::milliseconds(1), /*committed=*/true);
  metrics.CountAttemptEnd("failed", "crashed");
  metrics.SetStages({{"ready", 1}});
  return MetricsIn(metrics.Render());
}

TEST(Dashboards, EveryMetricOfTheGrafanaDashboardIsServed) {
  std::set<std::string> asked;
  const auto dashboard = nlohmann::json::parse(TextOf("grafana/coordinator.json"));
  for (const auto& panel : dashboard.at("panels")) {
    for (const auto& target : panel.at("targets")) {
      const auto metrics = MetricsIn(target.at("expr"));
      EXPECT_THAT(metrics, Not(IsEmpty())) << panel.at("title");
      asked.insert(metrics.begin(), metrics.end());
    }
  }
  EXPECT_THAT(Served(), IsSupersetOf(asked));
}

TEST(Dashboards, EveryMetricOfTheAlertsIsServed) {
  const auto asked = MetricsIn(TextOf("prometheus/alerts.yaml"));
  EXPECT_THAT(asked, Not(IsEmpty()));
  EXPECT_THAT(Served(), IsSupersetOf(asked));
}

}  // namespace
}  // namespace srnet::admin
