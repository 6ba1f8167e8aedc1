// A whole worker with the fake trainer, against a scripted coordinator.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "common/digest/sha256.h"
#include "common/stage/canonical.h"
#include "common/stage/parse.h"
#include "common/stage/stage.h"
#include "tests/support/fifo.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/scripted_coordinator.h"
#include "worker/app/worker.h"

namespace srnet::testing {

constexpr auto kQueued = v1::AttemptReport::STATE_QUEUED;
constexpr auto kRunning = v1::AttemptReport::STATE_RUNNING;
constexpr auto kSucceeded = v1::AttemptReport::STATE_SUCCEEDED;
constexpr auto kFailed = v1::AttemptReport::STATE_FAILED;

class WorkerFixture : public ::testing::Test {
 protected:
  void StartWorker(int slots = 1) {
    worker::Flags flags;
    flags.coordinator = coordinator_.address();
    flags.state = folder_ / "state";
    flags.id = "w1";
    flags.slots = slots;
    flags.trainer = SRNET_FAKE_TRAINER;
    flags.log_level = logging::Level::kWarning;
    StatusOr<std::unique_ptr<worker::Worker>> started =
        worker::Worker::Start({.flags = flags, .trainer_grace = std::chrono::hours(1)});
    ASSERT_THAT(started, IsOk());
    worker_ = *std::move(started);
  }

  // A stage whose fake trainer runs this script. The "model" is a folder with one file, config.json.
  v1::AttemptGrant Grant(const std::string& script, std::uint64_t token = 1) {
    const std::string config = R"({"layers":2})";
    const std::string manifest = fmt::format(R"({{"files":{{"config.json":{{"bytes":{},"sha256":"{}"}}}}}})",
                                             config.size(), coordinator_.artifacts().Put(config));
    v1::AttemptGrant grant;
    AddInput(grant, "dataset", coordinator_.artifacts().Put(script), script.size(), true);
    AddInput(grant, "model", coordinator_.artifacts().Put(manifest), manifest.size(), true)->set_tree(true);
    const stage::Stage stage{.work = stage::ImportDataset{},
                             .inputs = {},
                             .sources = {{"dataset", DigestOf(script)}, {"model", DigestOf(manifest)}}};
    Fill(grant, stage, token);
    return grant;
  }

  // A stage that reads the product of another one as its input "dataset".
  v1::AttemptGrant Reader(const v1::AttemptGrant& producer, const std::string& product,
                          const std::string& script) {
    v1::AttemptGrant grant;
    AddInput(grant, "dataset", coordinator_.artifacts().Put(script), script.size(), true);
    AddInput(grant, "dataset", DigestOf(product).ToHex(), product.size(), false);
    const stage::Stage stage{.work = stage::BiasModel{},
                             .inputs = {{"dataset", {*Digest::Parse(producer.stage_key())}, "dataset"}},
                             .sources = {{"dataset", DigestOf(script)}}};
    Fill(grant, stage, 1);
    return grant;
  }

  bool AwaitNothingHeld() {
    return coordinator_.AwaitReport(
        [](const v1::SessionRequest& request) { return request.attempts().empty(); });
  }

  std::filesystem::path AttemptFolder(const v1::AttemptGrant& grant) {
    return folder_.path() / "state/attempts" / fmt::format("{}-{}", grant.stage_key(), grant.token());
  }
  std::filesystem::path ResumeFolder(const v1::AttemptGrant& grant) {
    return folder_.path() / "state/resume" / grant.stage_key();
  }

  TemporaryDirectory folder_;
  ScriptedCoordinator coordinator_{folder_ / "socket"};
  std::unique_ptr<worker::Worker> worker_;

 private:
  static v1::ResolvedInput* AddInput(v1::AttemptGrant& grant, const std::string& role,
                                     const std::string& sha256, std::size_t bytes, bool source) {
    v1::ResolvedInput* input = grant.add_inputs();
    input->set_role(role);
    input->set_sha256(sha256);
    input->set_bytes(static_cast<std::int64_t>(bytes));
    input->set_source(source);
    return input;
  }
  static void Fill(v1::AttemptGrant& grant, const stage::Stage& stage, std::uint64_t token) {
    grant.set_stage(stage::Canonical(stage));
    grant.set_stage_key(stage::KeyOf(stage).digest.ToHex());
    grant.set_token(token);
    grant.set_label("test stage");
  }
};

}  // namespace srnet::testing
