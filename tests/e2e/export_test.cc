// What a sweep found, taken away: the real transformers computes with an exported folder what the service
// stored.
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/client/connection.h"
#include "cli/client/download.h"
#include "tests/e2e/installation.h"
#include "tests/support/reference_python.h"
#include "tests/support/status_matchers.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

const std::string kMaxLength = "48";  // As in TinySweep.

class ExportTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
    installation_.StartWorker();
    installation_.ImportRoberta();
    installation_.RunSweep(EveryPipeline(GetParam()));
    StatusOr<cli::Connection> connection = cli::Connect(installation_.address(), std::chrono::seconds(30));
    EXPECT_THAT(connection, IsOk());
    connection_ = *std::move(connection);
  }

  // The stage that answers each point.
  std::vector<std::string> StagesOfPoints() const {
    v1::GetSweepRequest request;
    request.set_sweep_id("last");
    request.set_include_points(true);
    v1::GetSweepResponse response;
    EXPECT_THAT(cli::Call(*connection_.sweeps, &v1::SweepService::Stub::GetSweep, request, &response),
                IsOk());
    std::vector<std::string> stages(static_cast<std::size_t>(response.points_size()));
    for (const v1::Point& point : response.points()) {
      stages.at(static_cast<std::size_t>(point.index())) = point.stage_key();
    }
    return stages;
  }

  // Writes an artifact of a stage to a file and returns its path.
  fs::path Artifact(const std::string& stage_key, const std::string& name) const {
    v1::GetLineageRequest request;
    request.set_stage_key(stage_key);
    v1::GetLineageResponse response;
    EXPECT_THAT(cli::Call(*connection_.results, &v1::ResultService::Stub::GetLineage, request, &response),
                IsOk());
    const fs::path file = installation_.folder() / (stage_key + name);
    for (const auto& node : response.nodes()) {
      for (const v1::ArtifactReference& artifact : node.artifacts()) {
        if (node.stage().stage_key() != stage_key || artifact.name() != name) continue;
        EXPECT_THAT(cli::DownloadBlob(connection_, interruption_, *Digest::Parse(artifact.sha256()), file),
                    IsOk());
      }
    }
    return file;
  }

  // The folder of the one data set.
  fs::path Dataset() const {
    v1::ListEntriesRequest request;
    request.set_kind(v1::CatalogueEntry::KIND_DATASET);
    v1::ListEntriesResponse response;
    EXPECT_THAT(
        cli::Call(*connection_.catalogue, &v1::CatalogueService::Stub::ListEntries, request, &response),
        IsOk());
    const fs::path folder = installation_.folder() / "texts";
    fs::create_directories(folder);
    const auto every = [](std::string_view) { return true; };
    EXPECT_THAT(cli::DownloadTree(connection_, interruption_,
                                  *Digest::Parse(response.entries(0).tree_sha256()), every, folder),
                IsOk());
    return folder;
  }

  Installation installation_;
  cli::Connection connection_;
  mutable cli::Interruption interruption_;
};

TEST_P(ExportTest, EveryPointGivesTransformersTheLogitsThatTheServiceStored) {
  const fs::path texts = Dataset();
  const std::vector<std::string> stages = StagesOfPoints();
  ASSERT_EQ(stages.size(), 7u);
  std::vector<std::string> arguments = {"--max-length", kMaxLength};
  for (std::size_t point = 0; point < stages.size(); ++point) {
    const fs::path model = installation_.folder() / fmt::format("exported-{}", point);
    installation_.Srnet({"export", fmt::format("last/{}", point), "-o", model});
    for (const std::string set : {"dev", "ood"}) {
      arguments.insert(arguments.end(),
                       {"--case", model, texts / (set + ".jsonl"), Artifact(stages[point], "logits-" + set)});
    }
  }
  EXPECT_EQ(RunReferenceScript("tests/e2e/reference/exported_logits.py", arguments), 0);
}

std::string NameOf(const ::testing::TestParamInfo<const char*>& model) {
  return std::string(model.param) == "tiny" ? "Bert" : "Roberta";
}

INSTANTIATE_TEST_SUITE_P(Of, ExportTest, ::testing::Values("tiny", "tiny-roberta"), NameOf);

}  // namespace
}  // namespace srnet::testing
