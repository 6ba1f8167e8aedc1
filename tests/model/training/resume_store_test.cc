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
    ResumeStore store = Open();
    const std::string product = "product of " + std::to_string(step);
    EXPECT_THAT(WriteFileAtomically(store.ProductPath(step), product), IsOk());
    RunState state;
    state.step = step;
    state.products = {{step, DigestOf(product)}};
    EXPECT_THAT(store.Save(state, {{"w", at::full({3}, static_cast<double>(step), at::kFloat)}}), IsOk());
    return state;
  }
  std::optional<ResumeStore::Found> Load(const char* stage = "this stage") {
    notices_.clear();
    auto found = Open(stage).Load(notices_);
    EXPECT_THAT(found, IsOk());
    return *std::move(found);
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
  EXPECT_FALSE(std::filesystem::exists(folder_ / "resume/state-10"));
  EXPECT_FALSE(std::filesystem::exists(Open().ProductPath(10)));
}

TEST_F(ResumeStoreTest, AStateOfAnotherStageIsIgnoredWithANotice) {
  Save(10);
  EXPECT_FALSE(Load("another stage").has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("belongs to the stage")));
}

TEST_F(ResumeStoreTest, DamagedTensorsAreIgnoredWithANotice) {
  Save(10);
  Damage("state-10/tensors.safetensors");
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
  std::filesystem::resize_file(folder_ / "resume/state-10/run.json", 40);
  EXPECT_FALSE(Load().has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("state-10")));
}

TEST_F(ResumeStoreTest, AStateUnderAnotherStepsNameIsIgnored) {
  Save(10);
  std::filesystem::rename(folder_ / "resume/state-10", folder_ / "resume/state-99");
  EXPECT_FALSE(Load().has_value());
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("disagree")));
}

TEST_F(ResumeStoreTest, AnOlderStateSavesTheDayWhenTheNewestIsDamaged) {
  Save(10);
  std::filesystem::copy(folder_ / "resume", folder_ / "kept", std::filesystem::copy_options::recursive);
  Save(20);
  std::filesystem::copy(folder_ / "kept/state-10", folder_ / "resume/state-10");
  std::filesystem::copy(folder_ / "kept/products/product-10", folder_ / "resume/products/product-10");
  Damage("state-20/tensors.safetensors");
  const auto found = Load();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->state.step, 10);
}

TEST_F(ResumeStoreTest, AHalfWrittenStateOfACrashIsNoState) {
  Save(10);
  std::filesystem::rename(folder_ / "resume/state-10", folder_ / "resume/incoming");
  EXPECT_FALSE(Load().has_value());
  Save(30);
  EXPECT_EQ(Load()->state.step, 30);
}

TEST_F(ResumeStoreTest, ClearLeavesNothingOfItsOwnAndTouchesNothingElse) {
  Save(10);
  std::ofstream(folder_ / "resume/notes.txt") << "mine";
  EXPECT_THAT(Open().Clear(), IsOk());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "resume")) {
    names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, ElementsAre("notes.txt"));
}

}  // namespace
}  // namespace srnet::training
