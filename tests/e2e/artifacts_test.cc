// What a service has stored, through the real programs: listed, taken away, checked and cleaned up.
#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/e2e/installation.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

std::string Content(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

class Artifacts : public ::testing::Test {
 protected:
  fs::path PathOf(const std::string& sha256) {
    return installation_.folder() / "coordinator/artifacts/blobs" / sha256.substr(0, 2) / sha256.substr(2);
  }
  void Overwrite(const fs::path& file, const std::string& content) {
    fs::permissions(file, fs::perms::owner_all);
    std::ofstream(file) << content;
  }
  // The artifact with a referrer that has the value.
  nlohmann::json Find(const std::string& field, const std::string& value) {
    const auto list = nlohmann::json::parse(installation_.Srnet({"artifacts", "list", "--output", "json"}));
    for (const auto& artifact : list["artifacts"]) {
      for (const auto& referrer : artifact["referrers"]) {
        if (referrer[field] == value) return artifact;
      }
    }
    ADD_FAILURE() << "no artifact has a referrer whose " << field << " is " << value;
    return {};
  }

  Installation installation_;
};

TEST_F(Artifacts, AreListedTakenAwayCheckedAndCleanedUp) {
  installation_.StartWorker();
  installation_.RunSweep(TinySweep("[0.5]"));
  const std::string results = installation_.Export();
  EXPECT_THAT(installation_.Srnet({"artifacts", "list", "--sweep", "last"}),
              HasSubstr("mask_train mask in "));

  const std::string digest = Find("product", "mask")["sha256"];
  const std::string mask = Content(PathOf(digest));
  installation_.Srnet({"artifacts", "get", digest, "--out", installation_.folder() / "taken"});
  EXPECT_EQ(Content(installation_.folder() / "taken/mask"), mask);

  EXPECT_EQ(installation_.TrySrnet({"artifacts", "verify"}).code, 0);
  Overwrite(PathOf(digest), mask.substr(1) + "x");
  const ProgramRun damaged = installation_.TrySrnet({"artifacts", "verify", "--rate", "1GB"});
  EXPECT_EQ(damaged.code, 4);
  EXPECT_THAT(damaged.errors, HasSubstr("srnet: 1 of "));
  Overwrite(PathOf(digest), mask);

  const std::string leftover(64, 'a');
  fs::create_directories(PathOf(leftover).parent_path());
  std::ofstream(PathOf(leftover)) << "left over";
  fs::last_write_time(PathOf(leftover), fs::file_time_type::clock::now() - std::chrono::hours(48));
  EXPECT_THAT(installation_.Srnet({"artifacts", "gc"}), HasSubstr("removed 1 blob, 9 B"));
  EXPECT_FALSE(fs::exists(PathOf(leftover)));

  EXPECT_EQ(installation_.TrySrnet({"artifacts", "verify"}).code, 0);
  EXPECT_EQ(installation_.Export(), results);
  installation_.RunSweep(TinySweep("[0.5, 0.7]"));  // Reads what the first one has left.
}

}  // namespace
}  // namespace srnet::testing
