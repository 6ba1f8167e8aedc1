// A collection whose coordinator is stopped.
#include "coordinator/app/garbage_collection.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <latch>
#include <memory>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::app {
namespace {

using testing::Fails;
using ::testing::HasSubstr;

class GarbageCollectionTest : public ::testing::Test {
 protected:
  GarbageCollectionTest() {
    const auto inline_completions = [](const std::function<void()>& completion) { completion(); };
    auto opened = Store::Open(folder_ / "state", 0, "1.2.3", {}, inline_completions, [](const auto&) {});
    EXPECT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
    old_ = *store_->artifacts().Put("left over");
    std::filesystem::last_write_time(store_->artifacts().PathOf(old_),
                                     artifacts::FileTime::clock::now() - std::chrono::hours(100));
  }

  testing::TemporaryDirectory folder_;
  asio::Loop control_{"control"};
  asio::ThreadPool pool_{"pool", 1};
  admin::Metrics metrics_{"1.2.3"};
  std::unique_ptr<Store> store_;
  Digest old_;
  std::atomic<bool> closing_ = false;
  OneAtATime collecting_;
  StatusOr<v1::CollectGarbageResponse> response_;
};

TEST_F(GarbageCollectionTest, EndsBetweenTwoBlobsWhenItsCoordinatorIsStopped) {
  const Shell shell{.control = control_, .pool = pool_, .store = *store_, .metrics = metrics_, .clock = {}};
  std::latch stopped(1);
  pool_.Post([&] { stopped.wait(); });  // The one thread that would remove something.
  rpc::Reply<v1::CollectGarbageResponse> reply(
      [this](StatusOr<v1::CollectGarbageResponse> response) { response_ = std::move(response); });
  GarbageCollection::Start(shell, closing_, {.grace = std::chrono::hours(1)}, *collecting_.Take("collection"),
                           std::move(reply));
  store_->writer().Stop();  // The rows are read.
  closing_ = true;
  stopped.count_down();
  pool_.Stop();
  EXPECT_THAT(response_, Fails(StatusCode::kUnavailable, HasSubstr("shutting down")));
  EXPECT_TRUE(store_->artifacts().Contains(old_));
}

}  // namespace
}  // namespace srnet::app
