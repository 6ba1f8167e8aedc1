#include "model/training/resume_store.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::training {
namespace {

using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ResumeStoreTest : public ::testing::Test {
 protected:
  ResumeStore Open(const char* stage = "this stage") {
    return *ResumeStore::Open(folder_ / "resume", {DigestOf(stage)});
  }
  // A state of that step, with a product of the same step.
  RunState Save(std::int64_t step) {
    const std::string product = "product of " + std::to_string(step);
    EXPECT_THAT(WriteFileAtomically(Open().ProductPath(step), product), IsOk());
    RunState state;
    state.step = step;
    state.products = {{step, DigestOf(product)}};
    Save(state);
    return state;
  }
  void Save(const RunState& state) {
    notices_.clear();
    const at::Tensor tensor = at::full({3}, static_cast<double>(state.step), at::kFloat);
    EXPECT_THAT(Open().Save(state, {{"w", tensor}}, notices_), IsOk());
  }
  std::optional<ResumeStore::Found> Load(const char* stage = "this stage") {
    notices_.clear();
    auto found = Open(stage).Load(notices_);
    EXPECT_THAT(found, IsOk());
    return *std::move(found);
  }
  std::vector<std::string> States() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "resume")) {
      if (entry.path().filename().native().starts_with("state-")) names.push_back(entry.path().filename());
    }
    return names;
  }
  void Damage(const std::string& file) {
    std::fstream stream(folder_ / ("resume/" + file), std::ios::in | std::ios::out);
    stream.seekp(-1, std::ios::end).put('#');
    ASSERT_TRUE(stream.good()) << file;
  }

  srnet::testing::TemporaryDirectory folder_;
  std::vector<std::string> notices_;
};

TEST_F(ResumeStoreTest, AnEmptyFolderHasNoStateAndNoNotice) {
  EXPECT_FALSE(Load().has_value());
  EXPECT_THAT(notices_, IsEmpty());
}

TEST_F(ResumeStoreTest, WhatWasSavedIsFoundAgain) {
  const RunState state = Save(10);
  const auto found = Load();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->state, state);
  EXPECT_TRUE(at::equal(*found->tensors.Read("w"), at::full({3}, 10.0, at::kFloat)));
}

TEST_F(ResumeStoreTest, ASaveRemovesOlderStatesAndTheProductsNobodyNames) {
  Save(10);
  Save(20);
  EXPECT_EQ(Load()->state.step, 20);
  EXPECT_THAT(States(), ElementsAre("state-2"));
  EXPECT_FALSE(std::filesystem::exists(Open().ProductPath(10)));
}

TEST_F(ResumeStoreTest, ASaveRemovesTheHalfProductsOfKilledTrainers) {
  Save(10);
  const std::filesystem::path half = Open().ProductPath(10).native() + ".123-0.tmp";
  std::ofstream(half) << "half a check";
  Save(20);
  EXPECT_FALSE(std::filesystem::exists(half));
  EXPECT_TRUE(std::filesystem::exists(Open().ProductPath(20)));
}

TEST_F(ResumeStoreTest, AStateOfAnotherStageIsIgnoredWithANotice) {
  Save(10);
  EXPECT_FALSE(Load("another stage").has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("belongs to the stage")));
}

TEST_F(ResumeStoreTest, DamagedTensorsAreIgnoredWithANotice) {
  Save(10);
  Damage("state-1/tensors.safetensors");
  EXPECT_FALSE(Load().has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("tensors.safetensors is damaged")));
}

TEST_F(ResumeStoreTest, ADamagedProductMakesItsStateUseless) {
  Save(10);
  Damage("products/product-10");
  EXPECT_FALSE(Load().has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("product-10 is damaged")));
}

TEST_F(ResumeStoreTest, ATruncatedRunFileIsIgnoredWithANotice) {
  Save(10);
  std::filesystem::resize_file(folder_ / "resume/state-1/run.json", 40);
  EXPECT_FALSE(Load().has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("state-1: run.json is truncated")));
}

TEST_F(ResumeStoreTest, AnOlderStateSavesTheDayWhenTheNewestIsDamaged) {
  Save(10);
  std::filesystem::copy(folder_ / "resume", folder_ / "kept", std::filesystem::copy_options::recursive);
  Save(20);
  std::filesystem::copy(folder_ / "kept/state-1", folder_ / "resume/state-1");
  std::filesystem::copy(folder_ / "kept/products/product-10", folder_ / "resume/products/product-10");
  Damage("state-2/tensors.safetensors");
  const auto found = Load();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->state.step, 10);
}

TEST_F(ResumeStoreTest, AHalfWrittenStateOfACrashIsNoState) {
  Save(10);
  std::filesystem::rename(folder_ / "resume/state-1", folder_ / "resume/incoming");
  EXPECT_FALSE(Load().has_value());
  Save(30);
  EXPECT_EQ(Load()->state.step, 30);
}

// An evaluation that was interrupted and then repeated saves its step twice, with different content.
TEST_F(ResumeStoreTest, ACrashBeforeTheSecondStateOfAStepIsInPlaceLeavesTheFirst) {
  RunState state = Save(10);
  std::filesystem::copy(folder_ / "resume", folder_ / "kept", std::filesystem::copy_options::recursive);
  RunState evaluated = state;
  evaluated.has_best = true;
  Save(evaluated);
  ASSERT_THAT(States(), ElementsAre("state-2")) << "the first must not have been in the way of the second";
  std::filesystem::rename(folder_ / "resume/state-2", folder_ / "resume/incoming");
  std::filesystem::copy(folder_ / "kept/state-1", folder_ / "resume/state-1");
  const auto found = Load();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->state, state);
}

TEST_F(ResumeStoreTest, TheSecondStateOfAStepIsTheOneThatCounts) {
  RunState state = Save(10);
  std::filesystem::copy(folder_ / "resume", folder_ / "kept", std::filesystem::copy_options::recursive);
  state.has_best = true;
  Save(state);
  std::filesystem::copy(folder_ / "kept/state-1", folder_ / "resume/state-1");
  EXPECT_EQ(Load()->state, state);
}

TEST_F(ResumeStoreTest, ADamagedStateIsNotInTheWayOfASave) {
  Save(10);
  std::filesystem::rename(folder_ / "resume/state-1", folder_ / "resume/state-7");
  Damage("state-7/tensors.safetensors");
  Save(5);
  EXPECT_THAT(States(), ElementsAre("state-8"));
  EXPECT_EQ(Load()->state.step, 5);
}

TEST_F(ResumeStoreTest, ASaveSucceedsWithANoticeWhenTheOldCannotBeRemoved) {
  ResumeStore store = Open();
  std::filesystem::remove_all(folder_ / "resume/products");
  std::ofstream(folder_ / "resume/products") << "no folder";
  EXPECT_THAT(store.Save({}, {{"w", at::zeros({3})}}, notices_), IsOk());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("products")));
}

TEST_F(ResumeStoreTest, ClearLeavesNothingOfItsOwnAndTouchesNothingElse) {
  Save(10);
  std::ofstream(folder_ / "resume/notes.txt") << "mine";
  Open().Clear(notices_);
  EXPECT_THAT(notices_, IsEmpty());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "resume")) {
    names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, ElementsAre("notes.txt"));
}

}  // namespace
}  // namespace srnet::training
