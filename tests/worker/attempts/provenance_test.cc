#include "worker/attempts/provenance.h"

#include <gtest/gtest.h>

namespace srnet::attempts {
namespace {

TEST(Provenance, IsOneSortedJsonObject) {
  const WorkerProvenance worker{.worker = "w\"1",
                                .host = "h",
                                .version = "0.1",
                                .device = "cpu",
                                .device_model = "X, AVX2",
                                .threads = 2};
  const RunProvenance run{.fetch = std::chrono::milliseconds(250),
                          .run = std::chrono::seconds(3),
                          .upload = {},
                          .peak_memory_bytes = 1024};

  const trainer_protocol::Engine engine{.torch = "2.11.0", .precision = "bf16", .threads = 1};
  EXPECT_EQ(ToJson(worker, run, engine, {"short warm-up", "two"}),
            R"({"device":"cpu","device_model":"X, AVX2","host":"h","notices":["short warm-up","two"],)"
            R"("peak_memory_bytes":1024,"precision":"bf16","seconds":{"fetch":0.25,"run":3,"upload":0},)"
            R"("threads":1,"torch":"2.11.0","version":"0.1","worker":"w\"1"})");
}

}  // namespace
}  // namespace srnet::attempts
