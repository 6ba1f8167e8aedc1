// Where and how a result came about, recorded beside it as JSON. Plain values, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

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

std::string ToJson(const WorkerProvenance& worker, const RunProvenance& run);

}  // namespace srnet::attempts
