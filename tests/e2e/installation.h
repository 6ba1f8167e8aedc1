// A coordinator, a worker and their state in a folder of their own, driven through the command line as a user
// would.
//
// The worker's trainers are started through a script that writes down each start, so that a test can count
// and kill them. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/child.h"
#include "tests/e2e/programs.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {

struct TrainerStart {
  int pid = 0;
  std::string stage_key;
};

class Installation {
 public:
  // The tiny model and a small generated data set are imported as "tiny". The coordinator's state may lie
  // elsewhere.
  explicit Installation(std::filesystem::path coordinator_state = {});

  void StartCoordinator();
  void StartWorker(int slots = 1);
  // A worker beside it, with a state of its own.
  Child StartAnotherWorker(const std::string& id) const;
  Child& coordinator() { return coordinator_; }
  Child& worker() { return worker_; }

  // Runs `srnet ARGUMENTS` against this coordinator. Fails the test unless it ends with 0; returns what it
  // printed.
  std::string Srnet(std::vector<std::string> arguments);
  // The same, whatever comes of it.
  ProgramRun TrySrnet(std::vector<std::string> arguments) const;

  // Imports the tiny RoBERTa as "tiny-roberta".
  void ImportRoberta();

  // Submits the specification and waits until it is done.
  void RunSweep(const std::string& specification);
  void Submit(const std::string& specification);
  std::filesystem::path Write(const std::string& specification) const;  // To a file.
  void AwaitEnd();

  // The results of the sweep that was submitted last, with all groups.
  std::string Export();

  std::vector<TrainerStart> TrainerStarts() const;

  // Waits until a program has written the text to its log.
  void AwaitInLog(const std::string& program, const std::string& text) const;

  const std::filesystem::path& folder() const { return folder_.path(); }
  const std::string& address() const { return address_; }  // Of the coordinator.

 private:
  std::filesystem::path WriteTrainerScript();
  Child StartWorker(const std::string& id, const std::filesystem::path& state,
                    const std::filesystem::path& log, int slots) const;

  TemporaryDirectory folder_;
  std::filesystem::path coordinator_state_;
  std::string address_;
  std::filesystem::path trainer_;
  Child coordinator_;
  Child worker_;
};

// A sweep over the tiny model. `sparsities` are those of mask training, for example "[0.5, 0.7]".
std::string TinySweep(const std::string& sparsities);

// The same with full models, masks, a ladder, and what is about the pre-trained model: seven points of every
// pipeline, over "tiny" or "tiny-roberta".
std::string EveryPipeline(const std::string& model);

}  // namespace srnet::testing
