#include "worker/attempts/finished_record.h"

#include <gmock/gmock.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::attempts {
namespace {

using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;

TEST(FinishedRecord, ComesBackAsItWasWritten) {
  const testing::TemporaryDirectory folder;
  FinishedRecord record{.label = "nli \"imp\"", .run = {}, .events = {}};
  record.run.run = std::chrono::duration<double>(1.5);
  record.run.peak_memory_bytes = 7;
  record.events = {trainer_protocol::Metric{"dev", "accuracy", "", 0.1},
                   trainer_protocol::Artifact{"checkpoint", "c.bin", DigestOf("c"), 1}};

  ASSERT_THAT(WriteFinished(folder.path(), record), IsOk());
  const StatusOr<FinishedRecord> read = ReadFinished(folder.path());

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->label, record.label);
  EXPECT_EQ(read->run.run, record.run.run);
  EXPECT_EQ(read->run.peak_memory_bytes, 7);
  ASSERT_EQ(read->events.size(), 2u);
  EXPECT_EQ(std::get<trainer_protocol::Metric>(read->events[0]).value, 0.1);
  EXPECT_EQ(std::get<trainer_protocol::Artifact>(read->events[1]).digest, DigestOf("c"));
}

TEST(FinishedRecord, AnAttemptThatHadNotFinishedHasNone) {
  const testing::TemporaryDirectory folder;

  EXPECT_THAT(ReadFinished(folder.path()), Fails(StatusCode::kNotFound, HasSubstr("finished")));
}

TEST(FinishedRecord, WhatIsNotOursIsRefused) {
  const testing::TemporaryDirectory folder;
  for (const char* text : {"{}\n", "{\"label\":1", "not json\n"}) {
    std::ofstream(folder / "finished.jsonl") << text;
    EXPECT_THAT(ReadFinished(folder.path()), Fails(StatusCode::kInvalidArgument, HasSubstr(""))) << text;
  }
}

}  // namespace
}  // namespace srnet::attempts
