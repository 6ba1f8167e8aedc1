#include "common/asio/loop.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <vector>

#include "common/asio/thread_pool.h"
#include "common/asio/timer.h"

namespace srnet::asio {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::ElementsAre;

TEST(Loop, RunsTasksInTheOrderOfPostsOnItsOwnThread) {
  Loop loop("test");
  std::vector<int> order;
  bool current = false;
  loop.Post([&] { order.push_back(1); });
  loop.Start();
  loop.Post([&] { order.push_back(2); });
  loop.Call([&] { current = loop.IsCurrent(); });

  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_TRUE(current);
  EXPECT_FALSE(loop.IsCurrent());
}

TEST(Loop, RunsNothingAfterStop) {
  auto witness = std::make_shared<int>(0);
  {
    Loop loop("test");
    loop.Start();
    loop.Stop();
    loop.Post([witness] { ++*witness; });
  }
  EXPECT_EQ(*witness, 0);
  EXPECT_EQ(witness.use_count(), 1);
}

TEST(Timer, RunsItsTaskOnTheLoop) {
  Loop loop("test");
  Timer timer(loop);
  std::promise<bool> ran;
  loop.Start();
  loop.Call([&] { timer.After(milliseconds(1), [&] { ran.set_value(loop.IsCurrent()); }); });

  EXPECT_TRUE(ran.get_future().get());
  loop.Stop();
}

TEST(Timer, ASecondTaskReplacesTheFirst) {
  Loop loop("test");
  Timer timer(loop);
  std::promise<int> ran;
  loop.Start();
  loop.Call([&] {
    timer.After(milliseconds(0), [&] { ran.set_value(1); });
    timer.After(milliseconds(1), [&] { ran.set_value(2); });
  });

  EXPECT_EQ(ran.get_future().get(), 2);
  loop.Stop();
}

TEST(Timer, ADueTaskDoesNotRunOnceCancelled) {
  Loop loop("test");
  auto timer = std::make_unique<Timer>(loop);
  Timer later(loop);
  bool ran = false;
  std::promise<void> done;
  loop.Start();
  loop.Call([&] {
    timer->After(milliseconds(0), [&] { ran = true; });
    timer.reset();
    later.After(milliseconds(2), [&] { done.set_value(); });
  });

  done.get_future().wait();
  loop.Stop();
  EXPECT_FALSE(ran);
}

TEST(Timer, AWaitingTaskDoesNotHoldUpStop) {
  Loop loop("test");
  Timer timer(loop);
  loop.Start();
  loop.Call([&] { timer.After(hours(1), [] {}); });
  loop.Stop();
}

TEST(ThreadPool, StopLetsPostedTasksAndTheTasksTheyPostFinish) {
  ThreadPool pool("test", 2);
  std::atomic<int> ran = 0;
  for (int i = 0; i < 10; ++i) {
    pool.Post([&] {
      ++ran;
      pool.Post([&] { ++ran; });
    });
  }
  pool.Stop();
  EXPECT_EQ(ran, 20);
}

}  // namespace
}  // namespace srnet::asio
