// Where and how a result came about, recorded beside it as JSON. Plain values, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/trainer_protocol/event.h"

namespace srnet::attempts {

// The same for every attempt of a worker.
struct WorkerProvenance {
  std::string worker;  // Its id.
  std::string host;
  std::string version;  // Of the program.
  std::string device;   // "cpu".
  std::string device_model;
  int threads = 1;  // Of each trainer.
};

struct RunProvenance {
  std::chrono::duration<double> fetch{};
  std::chrono::duration<double> run{};
  std::chrono::duration<double> upload{};
  std::int64_t peak_memory_bytes = 0;
};

// `engine` is what the trainer said of itself, `notices` what it wants people to read.
std::string ToJson(const WorkerProvenance& worker, const RunProvenance& run,
                   const trainer_protocol::Engine& engine, const std::vector<std::string>& notices);

}  // namespace srnet::attempts
