#include "tests/e2e/installation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "tests/e2e/folder_watch.h"
#include "tests/e2e/tiny_model.h"

namespace srnet::testing {

namespace fs = std::filesystem;

namespace {

std::string Content(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

}  // namespace

Installation::Installation(fs::path coordinator_state)
    : coordinator_state_(coordinator_state.empty() ? folder_ / "coordinator" : std::move(coordinator_state)),
      address_("unix:" + (folder_ / "socket").native()),
      trainer_(WriteTrainerScript()) {
  StartCoordinator();
  WriteTinyModelFolder(folder_ / "model");
  Srnet({"model", "import", "tiny", folder_ / "model"});
  Srnet(
      {"data", "generate", "--name", "tiny", "--rows-train", "200", "--rows-dev", "40", "--rows-ood", "60"});
}

// Every start is one line: process id, then the request, whose folder is named after the stage. Checkpoints
// are frequent, so that trainers that are killed have one to go on from.
fs::path Installation::WriteTrainerScript() {
  const fs::path script = folder_ / "trainer.sh";
  std::ofstream(script) << fmt::format(
      "#!/bin/sh\necho \"$$ $1\" >> {}\nexec {} \"$@\" --checkpoint-every-steps 5\n",
      (folder_ / "starts").native(), SRNET_TRAINER);
  ::chmod(script.c_str(), 0755);
  return script;
}

void Installation::StartCoordinator() {
  coordinator_ = Child(
      {SRNET_COORDINATOR, "--state", coordinator_state_, "--listen", address_, "--report-interval", "0.2"},
      folder_ / "coordinator.log", true);
}

void Installation::StartWorker(int slots) {
  worker_ = StartWorker("w1", folder_ / "worker", folder_ / "worker.log", slots);
}

Child Installation::StartAnotherWorker(const std::string& id) const {
  return StartWorker(id, folder_ / id, folder_ / (id + ".log"), 1);
}

Child Installation::StartWorker(const std::string& id, const fs::path& state, const fs::path& log,
                                int slots) const {
  return Child({SRNET_WORKER, "--coordinator", address_, "--state", state, "--id", id, "--trainer",
                trainer_.native(), "--threads-per-slot", "1", "--slots", std::to_string(slots)},
               log, true);
}

std::string Installation::Srnet(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {SRNET_CLI, "--server", address_});
  Child child(arguments, folder_ / "cli.log", false);
  Finished finished = child.Wait();
  EXPECT_EQ(finished.code, 0) << fmt::format("{}", fmt::join(arguments, " ")) << "\n"
                              << finished.output << Content(folder_ / "cli.log");
  return finished.output;
}

ProgramRun Installation::TrySrnet(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"--server", address_});
  return RunProgram("srnet", arguments);
}

fs::path Installation::Write(const std::string& specification) const {
  std::ofstream(folder_ / "sweep.yaml") << specification;
  return folder_ / "sweep.yaml";
}

void Installation::Submit(const std::string& specification) { Srnet({"submit", Write(specification)}); }

void Installation::AwaitEnd() { Srnet({"watch", "last"}); }

void Installation::ImportRoberta() {
  WriteTinyRobertaFolder(folder_ / "roberta");
  Srnet({"model", "import", "tiny-roberta", folder_ / "roberta"});
}

void Installation::RunSweep(const std::string& specification) {
  Submit(specification);
  AwaitEnd();
}

std::string Installation::Export() { return Srnet({"results", "last", "--groups", "--format", "csv"}); }

std::vector<TrainerStart> Installation::TrainerStarts() const {
  std::vector<TrainerStart> starts;
  std::ifstream file(folder_.path() / "starts");
  TrainerStart start;
  for (std::string request; file >> start.pid >> request;) {
    const std::string attempt = fs::path(request).parent_path().filename();
    start.stage_key = attempt.substr(0, attempt.find('-'));
    starts.push_back(start);
  }
  return starts;
}

void Installation::AwaitInLog(const std::string& program, const std::string& text) const {
  const fs::path log = folder_ / (program + ".log");
  const bool came = FolderWatch(folder_.path()).Await(std::chrono::minutes(1), [&] {
    return Content(log).find(text) != std::string::npos;
  });
  EXPECT_TRUE(came) << "\"" << text << "\" did not come in " << log << ":\n" << Content(log);
}

std::string TinySweep(const std::string& sparsities) {
  return fmt::format(R"(name: tiny
model: tiny
tasks: [tiny]
seeds: [1]
grid:
  - pipeline: finetune
    finetune_loss: [std, poe]
  - pipeline: finetune_prune
    finetune_loss: std
    method: mask
    loss: [std, poe]
    sparsity: {}
  - pipeline: finetune_prune
    finetune_loss: std
    method: imp
    loss: poe
    sparsity: [0.5]
overrides:
  finetune: {{epochs: 10, learning_rate: 1e-3, warmup: 10%, evaluation_interval: 20}}
  mask: {{epochs: 10, learning_rate: 1e-2, warmup: 0, evaluation_interval: 10}}
  imp: {{epochs: 10, learning_rate: 1e-3}}
precision: float32
max_length: 48
)",
                     sparsities);
}

std::string EveryPipeline(const std::string& model) {
  std::string text = TinySweep("[0.5]");
  text.insert(text.find("overrides:\n"),
              "  - {pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: 0.5}\n"
              "  - {pipeline: prune_only, loss: std, sparsity: 0.5}\n");
  const std::string named = "model: tiny\n";
  return text.replace(text.find(named), named.size(), "model: " + model + "\n");
}

}  // namespace srnet::testing
