#include "worker/attempts/attempt_set.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "common/digest/sha256.h"
#include "tests/support/temporary_directory.h"

namespace srnet::attempts {
namespace {

// A set whose inputs never arrive, as there is no coordinator.
class AttemptSetTest : public ::testing::Test {
 protected:
  AttemptSetTest()
      : layout_(*Layout::Open(folder_.path())),
        cache_(*cache::BlobCache::Open(folder_ / "cache", 1 << 20)),
        client_(
            grpc::CreateChannel("unix:" + (folder_ / "nobody").native(), grpc::InsecureChannelCredentials())),
        transfers_(std::make_unique<transfer::Transfers>(loop_, *cache_, client_, 1)),
        set_(std::make_unique<AttemptSet>(AttemptContext{.loop = loop_,
                                                         .cache = *cache_,
                                                         .transfers = *transfers_,
                                                         .layout = layout_,
                                                         .trainer = {},
                                                         .provenance = {}},
                                          1, [this] { ++changes_; })) {
    loop_.Start();
  }
  ~AttemptSetTest() override {
    loop_.Call([this] { set_.reset(); });
    transfers_->Stop();
    loop_.Stop();
  }

  // Calls on the loop, and lets what follows from it happen.
  int ChangesAfter(const std::function<void()>& action) {
    loop_.Call([&] {
      changes_ = 0;
      action();
    });
    loop_.Call([] {});
    int changes = 0;
    loop_.Call([&] { changes = changes_; });
    return changes;
  }

  static Grant GrantOf(const std::string& name) {
    return {.id = {DigestOf(name), 1},
            .stage = "{}",
            .inputs = {{.role = "model", .digest = DigestOf("m"), .bytes = 1, .tree = false, .source = true}},
            .label = name};
  }

  testing::TemporaryDirectory folder_;
  asio::Loop loop_{"test"};
  Layout layout_;
  std::unique_ptr<cache::BlobCache> cache_;
  transfer::ArtifactClient client_;
  std::unique_ptr<transfer::Transfers> transfers_;
  int changes_ = 0;
  std::unique_ptr<AttemptSet> set_;
};

TEST_F(AttemptSetTest, StartingAndDroppingAreChanges) {
  EXPECT_EQ(ChangesAfter([this] { set_->Start(GrantOf("a")); }), 1);
  EXPECT_EQ(ChangesAfter([this] { set_->Drop(GrantOf("a").id, false); }), 1);
}

TEST_F(AttemptSetTest, AnOrderIsNoChange) {
  ChangesAfter([this] {
    set_->Start(GrantOf("a"));
    set_->Start(GrantOf("b"));
  });

  EXPECT_EQ(ChangesAfter([this] { set_->SetOrder({GrantOf("b").id, GrantOf("a").id}); }), 0);
  EXPECT_EQ(ChangesAfter([this] { set_->SetOrder({GrantOf("b").id, GrantOf("a").id}); }), 0);
}

TEST_F(AttemptSetTest, WhatWasDroppedBeforeItRanIsGoneAtOnce) {
  ChangesAfter([this] { set_->Start(GrantOf("a")); });
  ChangesAfter([this] { set_->Drop(GrantOf("a").id, false); });

  loop_.Call([this] {
    EXPECT_TRUE(set_->Held().empty());
    EXPECT_FALSE(set_->IsEnding(GrantOf("a").id));
  });
  EXPECT_FALSE(std::filesystem::exists(layout_.AttemptFolder(GrantOf("a").id)));
}

}  // namespace
}  // namespace srnet::attempts
