#include "worker/session/session.h"

#include <gmock/gmock.h>

#include <deque>

#include "common/digest/sha256.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/scripted_coordinator.h"

namespace srnet {
namespace {

using attempts::AttemptId;
using attempts::AttemptView;
using attempts::Phase;
using ::testing::ElementsAre;
using testing::ScriptedCoordinator;

// Holds what the test says, and writes down what it is asked to do.
class RecordingHolder : public attempts::AttemptHolder {
 public:
  std::vector<const AttemptView*> Held() const override {
    std::vector<const AttemptView*> held;
    for (const AttemptView& view : views) held.push_back(&view);
    return held;
  }
  bool IsEnding(const AttemptId&) const override { return false; }
  void Start(const attempts::Grant& grant) override {
    ++starts;
    views.push_back({});
    views.back().id = grant.id;
  }
  void Drop(const AttemptId& id, bool stage_done) override {
    ++drops;
    if (stage_done) done.push_back(id);
    std::erase_if(views, [&](const AttemptView& view) { return view.id == id; });
  }
  void UploadAgain(const AttemptId&, const std::vector<Digest>& digests) override { missing = digests; }
  void SetOrder(const std::vector<AttemptId>& ids) override { order = ids; }
  attempts::LogPiece ReadLog(const AttemptId&, std::int64_t from) const override {
    if (from >= static_cast<std::int64_t>(log.size())) return {};
    return {.position = from, .text = log.substr(static_cast<std::size_t>(from))};
  }
  std::vector<attempts::UploadedLog> Logs() const override { return logs; }
  void SettleLog(const AttemptId& id, bool lost) override {
    settled.emplace_back(id, lost);
    logs.clear();
  }

  std::deque<AttemptView> views;
  std::vector<Digest> missing;
  std::vector<AttemptId> order;
  std::string log;  // Of everything that runs.
  std::vector<attempts::UploadedLog> logs;
  std::vector<std::pair<AttemptId, bool>> settled;
  std::vector<AttemptId> done;  // Dropped as such.
  int starts = 0;
  int drops = 0;
};

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() : coordinator_(folder_ / "socket") {
    loop_.Start();
    v1::WorkerDescription description;
    description.set_slots(2);
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    const auto channel =
        grpc::CreateCustomChannel(coordinator_.address(), grpc::InsecureChannelCredentials(), arguments);
    session_ = std::make_unique<session::Session>(
        loop_, v1::WorkerService::NewStub(channel),
        session::Identity{.worker_id = "w1", .instance_id = "i1", .description = description}, holder_,
        session::SessionCallbacks{
            .on_answer = [] {},
            .on_lost = [] {},
            .on_refused = [this](const Status& status) { refused_.set_value(status); }});
  }
  ~SessionTest() override {
    loop_.Call([this] { session_->Close(); });
    session_.reset();
    loop_.Stop();
  }

  void Open() {
    loop_.Call([this] { session_->Open(); });
  }
  // Changes what is held, and says so.
  void Change(const std::function<void()>& change) {
    loop_.Call([&] {
      change();
      session_->Changed();
    });
  }
  static v1::AttemptGrant Grant(const std::string& name, std::uint64_t token) {
    v1::AttemptGrant grant;
    grant.set_stage_key(DigestOf(name).ToHex());
    grant.set_token(token);
    grant.set_stage("{}");
    return grant;
  }

  testing::TemporaryDirectory folder_;
  ScriptedCoordinator coordinator_;
  asio::Loop loop_{"test"};
  RecordingHolder holder_;
  std::promise<Status> refused_;
  std::unique_ptr<session::Session> session_;
};

constexpr auto kQueued = v1::AttemptReport::STATE_QUEUED;
constexpr auto kSucceeded = v1::AttemptReport::STATE_SUCCEEDED;

TEST_F(SessionTest, TheFirstMessageIntroducesTheWorker) {
  Open();

  EXPECT_TRUE(coordinator_.AwaitReport([](const v1::SessionRequest& request) {
    return request.worker_id() == "w1" && request.instance_id() == "i1" && request.protocol_version() == 1 &&
           request.description().slots() == 2;
  }));
}

TEST_F(SessionTest, AGrantIsStartedOnceHoweverOftenItIsSent) {
  Open();
  const v1::AttemptGrant grant = Grant("a", 1);
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kQueued));

  coordinator_.Repeat();
  coordinator_.Repeat();
  coordinator_.ForgetReports();
  ASSERT_TRUE(coordinator_.AwaitState(grant, kQueued));

  loop_.Call([&] { EXPECT_EQ(holder_.starts, 1); });
}

TEST_F(SessionTest, AnOldTokenIsDroppedForTheNewOne) {
  Open();
  coordinator_.Want(Grant("a", 1));
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kQueued));

  coordinator_.Unwant(Grant("a", 1));
  coordinator_.Want(Grant("a", 2));
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 2), kQueued));

  loop_.Call([&] {
    EXPECT_EQ(holder_.drops, 1);
    EXPECT_THAT(holder_.order, ElementsAre(AttemptId{DigestOf("a"), 2}));
  });
}

TEST_F(SessionTest, AResultIsReportedUntilItIsNotWantedAnyMore) {
  Open();
  coordinator_.AcceptResults(false);
  coordinator_.Want(Grant("a", 1));
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kQueued));
  Change([this] { holder_.views[0].phase = Phase::kSucceeded; });
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kSucceeded));
  coordinator_.ForgetReports();
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kSucceeded));

  coordinator_.AcceptResults(true);

  EXPECT_TRUE(
      coordinator_.AwaitReport([](const v1::SessionRequest& request) { return request.attempts().empty(); }));
}

TEST_F(SessionTest, AResultThatCameWhileTheCoordinatorWasAwayIsReportedToTheNextOne) {
  Open();
  coordinator_.AcceptResults(false);
  coordinator_.Want(Grant("a", 1));
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kQueued));
  coordinator_.Stop();
  Change([this] { holder_.views[0].phase = Phase::kSucceeded; });
  coordinator_.ForgetReports();

  coordinator_.Start();

  EXPECT_TRUE(coordinator_.AwaitReport([](const v1::SessionRequest& request) {
    return request.worker_id() == "w1" && request.attempts_size() == 1 &&
           request.attempts(0).state() == kSucceeded;
  }));
}

TEST_F(SessionTest, AnUnwantedResultIsReportedOnceBeforeItIsForgotten) {
  loop_.Call([this] {
    holder_.views.push_back({});
    holder_.views[0].id = {DigestOf("a"), 1};
    holder_.views[0].phase = Phase::kSucceeded;
  });

  Open();

  EXPECT_TRUE(coordinator_.AwaitState(Grant("a", 1), kSucceeded));
  EXPECT_TRUE(
      coordinator_.AwaitReport([](const v1::SessionRequest& request) { return request.attempts().empty(); }));
}

TEST_F(SessionTest, ABrokenStreamIsReplacedAndIntroducedAnew) {
  Open();
  ASSERT_TRUE(coordinator_.AwaitReport([](const auto& request) { return request.worker_id() == "w1"; }));
  coordinator_.ForgetReports();

  coordinator_.BreakStream();

  EXPECT_TRUE(coordinator_.AwaitReport([](const auto& request) { return request.worker_id() == "w1"; }));
  EXPECT_EQ(coordinator_.sessions(), 2);
}

TEST_F(SessionTest, AnIdInUseIsTriedAgain) {
  coordinator_.RefuseSessions(grpc::StatusCode::ALREADY_EXISTS);
  Open();
  while (coordinator_.sessions() < 2) std::this_thread::yield();

  coordinator_.RefuseSessions(grpc::StatusCode::OK);

  EXPECT_TRUE(coordinator_.AwaitReport([](const auto& request) { return request.worker_id() == "w1"; }));
}

TEST_F(SessionTest, ARefusalOfTheProgramIsFinal) {
  coordinator_.RefuseSessions(grpc::StatusCode::FAILED_PRECONDITION);
  Open();

  EXPECT_EQ(refused_.get_future().get().code(), StatusCode::kFailedPrecondition);
}

TEST_F(SessionTest, CurvePointsGoOutUntilTheyAreConfirmed) {
  Open();
  coordinator_.Want(Grant("a", 1));
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kQueued));
  Change([this] { holder_.views[0].curve = {{"dev", "accuracy", 1, 0.5}, {"dev", "accuracy", 2, 0.6}}; });

  EXPECT_TRUE(coordinator_.AwaitReport([](const auto& request) {
    return request.attempts_size() == 1 && request.attempts(0).curve_points_size() == 2;
  }));
  EXPECT_TRUE(coordinator_.AwaitReport([](const auto& request) {
    return request.attempts_size() == 1 && request.attempts(0).first_curve_point() == 2 &&
           request.attempts(0).curve_points_size() == 0;
  }));
}

TEST_F(SessionTest, MissingArtifactsAreAskedForAgain) {
  Open();
  coordinator_.Want(Grant("a", 1));
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kQueued));
  Change([this] {
    holder_.views[0].phase = Phase::kSucceeded;
    holder_.views[0].artifacts = {{"x", "x", DigestOf("lost"), 4}};
  });
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kSucceeded));
  coordinator_.ForgetReports();
  ASSERT_TRUE(coordinator_.AwaitState(Grant("a", 1), kSucceeded));

  loop_.Call([&] { EXPECT_THAT(holder_.missing, ElementsAre(DigestOf("lost"))); });
}

TEST_F(SessionTest, ADrainingWorkerSaysSoAndStartsNothing) {
  Open();
  ASSERT_TRUE(coordinator_.AwaitReport([](const auto& request) { return request.worker_id() == "w1"; }));

  loop_.Call([this] { session_->Drain(); });
  coordinator_.Want(Grant("a", 1));
  coordinator_.ForgetReports();

  EXPECT_TRUE(coordinator_.AwaitReport([](const auto& request) { return request.draining(); }));
  loop_.Call([&] { EXPECT_EQ(holder_.starts, 0); });
}

TEST_F(SessionTest, ALogThatIsFollowedComesInPiecesThatAreNotRepeated) {
  Open();
  const v1::AttemptGrant grant = Grant("a", 1);
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kQueued));
  Change([this] { holder_.log = "one\n"; });
  EXPECT_EQ(coordinator_.ReportOf(grant).log(), "") << "nobody reads it";

  coordinator_.Follow(grant);

  const auto piece = [&](std::int64_t position, const std::string& text) {
    return coordinator_.AwaitReport([&](const v1::SessionRequest& request) {
      return request.attempts_size() == 1 && request.attempts(0).log() == text &&
             request.attempts(0).log_position() == position;
    });
  };
  EXPECT_TRUE(piece(0, "one\n"));
  coordinator_.ForgetReports();
  EXPECT_TRUE(coordinator_.AwaitReport([](const v1::SessionRequest& request) {
    return request.attempts_size() == 1 && request.attempts(0).log().empty();
  })) << "what was received is not sent again";
  Change([this] { holder_.log += "two\n"; });
  EXPECT_TRUE(piece(4, "two\n"));
}

TEST_F(SessionTest, ALogIsStatedUntilItsReceiptComes) {
  holder_.logs = {{.log = {.id = {DigestOf("a"), 7}, .start = 5}, .blob = {DigestOf("log"), 3}}};
  coordinator_.AcceptLogs(false);
  Open();
  v1::AttemptGrant grant;
  grant.set_stage_key(DigestOf("a").ToHex());
  grant.set_token(7);
  ASSERT_TRUE(coordinator_.AwaitLog(grant));
  EXPECT_EQ(coordinator_.LogOf(grant).sha256(), DigestOf("log").ToHex());
  EXPECT_EQ(coordinator_.LogOf(grant).start(), 5);
  coordinator_.ForgetReports();
  ASSERT_TRUE(coordinator_.AwaitLog(grant));

  coordinator_.AcceptLogs(true);
  coordinator_.ForgetReports();

  EXPECT_TRUE(
      coordinator_.AwaitReport([](const v1::SessionRequest& request) { return request.logs().empty(); }));
  loop_.Call([this] {
    EXPECT_THAT(holder_.settled, ElementsAre(std::pair(AttemptId{DigestOf("a"), 7}, true)));
  });
}

}  // namespace
}  // namespace srnet
