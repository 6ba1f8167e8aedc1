#include "storage/stores/event_store.h"

#include <gmock/gmock.h>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;

class EventStoreTest : public StoreFixture {
 protected:
  std::int64_t Append(const std::string& kind, std::optional<SweepId> sweep = {},
                      std::optional<StageId> stage = {}) {
    EventRecord event;
    event.at = kNow;
    event.kind = kind;
    event.sweep = std::move(sweep);
    event.stage = stage;
    event.detail = "{}";
    return ValueOf(Try([&](sqlite::Transaction& transaction) { return AppendEvent(transaction, event); }));
  }
  std::vector<std::string> Kinds(std::int64_t after, const std::optional<SweepId>& sweep = {}) {
    std::vector<std::string> kinds;
    for (const EventRecord& event : ValueOf(ReadEvents(connection_, after, 100, sweep)))
      kinds.push_back(event.kind);
    return kinds;
  }
};

TEST_F(EventStoreTest, EventsComeBackInOrderAfterACursor) {
  EXPECT_EQ(ValueOf(LastEventNumber(connection_)), 0);
  const std::int64_t first = Append("a");
  Append("b");
  const std::int64_t last = Append("c");
  EXPECT_THAT(Kinds(0), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Kinds(first), ElementsAre("b", "c"));
  EXPECT_EQ(ValueOf(LastEventNumber(connection_)), last);
}

TEST_F(EventStoreTest, ASweepSeesItsOwnEventsAndThoseOfItsStages) {
  const Submission first = Submit(MakeChain("a"));
  const Submission second = Submit(MakeChain("b"));
  Append("first", first.sweep.id);
  Append("second", second.sweep.id);
  Append("shared", std::nullopt, first.stages[0].id);
  Append("own", std::nullopt, first.stages[1].id);
  Append("service");
  EXPECT_THAT(Kinds(0, first.sweep.id), ElementsAre("first", "shared", "own"));
  EXPECT_THAT(Kinds(0, second.sweep.id), ElementsAre("second", "shared"));
}

TEST_F(EventStoreTest, TrimmingKeepsTheNewestAndNumbersGoOn) {
  for (const char* kind : {"a", "b", "c", "d"}) Append(kind);
  Write([](sqlite::Transaction& transaction) { return TrimEvents(transaction, 2); });
  EXPECT_THAT(Kinds(0), ElementsAre("c", "d"));
  Write([](sqlite::Transaction& transaction) { return TrimEvents(transaction, 0); });
  EXPECT_EQ(Append("e"), 5);
}

}  // namespace
}  // namespace srnet::testing
