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
#include "tests/support/temporary_directory.h"

namespace srnet::testing {

struct TrainerStart {
  int pid = 0;
  std::string stage_key;
};

class Installation {
 public:
  // The tiny model and a small generated data set are imported as "tiny".
  Installation();

  void StartCoordinator();
  void StartWorker();
  Child& coordinator() { return coordinator_; }
  Child& worker() { return worker_; }

  // Runs `srnet ARGUMENTS` against this coordinator. Fails the test unless it ends with 0; returns what it
  // printed.
  std::string Srnet(std::vector<std::string> arguments);

  // Submits the specification and waits until it is done.
  void RunSweep(const std::string& specification);
  void Submit(const std::string& specification);
  void AwaitEnd();

  // The results of the sweep that was submitted last, with all groups.
  std::string Export();

  std::vector<TrainerStart> TrainerStarts() const;

 private:
  std::filesystem::path WriteTrainerScript();

  TemporaryDirectory folder_;
  std::string address_;
  std::filesystem::path trainer_;
  Child coordinator_;
  Child worker_;
};

// A sweep over the tiny model. `sparsities` are those of mask training, for example "[0.5, 0.7]".
std::string TinySweep(const std::string& sparsities);

}  // namespace srnet::testing
