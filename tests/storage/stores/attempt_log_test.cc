#include "storage/stores/attempt_log.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "storage/stores/stored_artifacts.h"
#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AttemptLogTest : public StoreFixture {
 protected:
  AttemptLogTest() : sweep_(Submit(MakeChain("a"))), data_(sweep_.stages[0].id) {}

  static AttemptLog Log(std::string_view text) {
    return {.digest = DigestOf(text), .bytes = static_cast<std::int64_t>(text.size()), .start = 7};
  }
  bool Record(const StageKey& stage, Token token, const std::string& worker, const AttemptLog& log) {
    return ValueOf(Try([&](sqlite::Transaction& transaction) {
      return RecordLog(transaction, stage, token, WorkerId{worker}, log, kLater);
    }));
  }
  void Lose(Token token) {
    AttemptEnd end;
    end.state = AttemptState::kLost;
    MustSucceed(End(data_, token, end).status());
  }
  std::vector<LoggedAttempt> Attempts() { return ValueOf(ReadAttempts(connection_, KeyOf("data"))); }
  std::vector<Digest> Artifacts() {
    std::vector<Digest> digests;
    for (const ArtifactDigest& artifact : ValueOf(ReadArtifactDigests(connection_)))
      digests.push_back(artifact.digest);
    return digests;
  }

  Submission sweep_;
  StageId data_;
};

TEST_F(AttemptLogTest, AttemptsComeInTheirOrderEachWithItsLog) {
  const Token first = Grant(data_);
  Lose(first);
  const Token second = Grant(data_);
  EXPECT_TRUE(Record(KeyOf("data"), first, "w1", Log("of the first")));

  const auto attempts = Attempts();

  ASSERT_THAT(attempts, SizeIs(2));
  EXPECT_EQ(attempts[0].attempt.token, first);
  EXPECT_EQ(attempts[0].attempt.state, AttemptState::kLost);
  ASSERT_TRUE(attempts[0].log.has_value());
  EXPECT_EQ(attempts[0].log->digest, DigestOf("of the first"));
  EXPECT_EQ(attempts[0].log->bytes, 12);
  EXPECT_EQ(attempts[0].log->start, 7);
  EXPECT_EQ(attempts[1].attempt.token, second);
  EXPECT_FALSE(attempts[1].log.has_value());
  EXPECT_THAT(ValueOf(ReadAttempts(connection_, KeyOf("a/train"))), IsEmpty());
}

TEST_F(AttemptLogTest, ALogIsOfTheWorkerStageAndTokenThatItNamesOrOfNone) {
  const Token token = Grant(data_);
  EXPECT_FALSE(Record(KeyOf("data"), token, "w2", Log("x")));
  EXPECT_FALSE(Record(KeyOf("a/train"), token, "w1", Log("x")));
  EXPECT_FALSE(Record(KeyOf("data"), {token.value + 1}, "w1", Log("x")));
  EXPECT_FALSE(Attempts()[0].log.has_value());
  EXPECT_THAT(Artifacts(), IsEmpty());
}

// So no collection takes it (storage/artifacts/collection.h).
TEST_F(AttemptLogTest, ALogCountsAsReferredToByItsAttempt) {
  const Token first = Grant(data_);
  Lose(first);
  const Token second = Grant(data_);
  Record(KeyOf("data"), second, "w1", Log("log"));

  EXPECT_THAT(Artifacts(), ElementsAre(DigestOf("log")));
  const auto referrers = ValueOf(ReadReferrers(connection_, DigestOf("log")));
  ASSERT_THAT(referrers, SizeIs(1));
  const auto* attempt = std::get_if<LoggingAttempt>(&referrers[0]);
  ASSERT_NE(attempt, nullptr);
  EXPECT_EQ(attempt->number, 2);
  EXPECT_EQ(attempt->key, KeyOf("data"));
  EXPECT_EQ(attempt->kind, "import_dataset");
  EXPECT_THAT(attempt->sweeps, ElementsAre(SweepId{"sweep-a"}));
}

TEST_F(AttemptLogTest, ARepetitionChangesNothing) {
  const Token token = Grant(data_);
  EXPECT_TRUE(Record(KeyOf("data"), token, "w1", Log("log")));
  EXPECT_TRUE(Record(KeyOf("data"), token, "w1", Log("log")));
  EXPECT_THAT(Artifacts(), SizeIs(1));
}

// Products are what others read, and what a result is compared by.
TEST_F(AttemptLogTest, ALogIsNoProductOfItsStage) {
  const Token token = Grant(data_);
  Record(KeyOf("data"), token, "w1", Log("log"));
  EXPECT_THAT(ValueOf(ListArtifacts(connection_, {.sweep = {}, .stage = KeyOf("data"), .digest = {}}, 10, ""))
                  .artifacts,
              IsEmpty());
}

}  // namespace
}  // namespace srnet::testing
