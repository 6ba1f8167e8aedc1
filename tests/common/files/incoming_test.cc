#include "common/files/incoming.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet {
namespace {

namespace fs = std::filesystem;

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

class IncomingTest : public ::testing::Test {
 protected:
  std::size_t Entries() const {
    const fs::directory_iterator entries(folder_.path());
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

  TemporaryDirectory folder_;
  const fs::path place_ = folder_ / "place";
};

TEST_F(IncomingTest, AFolderHasItsNameOnceItIsWhole) {
  auto incoming = Incoming::Folder(folder_ / "deep/place/");
  ASSERT_THAT(incoming, IsOk());
  ASSERT_THAT(WriteFileAtomically(incoming->path() / "a", "x"), IsOk());
  EXPECT_FALSE(fs::exists(folder_ / "deep/place"));
  ASSERT_THAT(incoming->Arrive(), IsOk());
  EXPECT_EQ(incoming->place(), folder_ / "deep/place");
  EXPECT_EQ(*ReadFile(folder_ / "deep/place/a", 10), "x");
}

TEST_F(IncomingTest, WhatDoesNotArriveIsRemovedAndWhatWasThereStays) {
  ASSERT_THAT(WriteFileAtomically(place_, "old"), IsOk());
  {
    const auto file = Incoming::File(place_);
    ASSERT_THAT(file, IsOk());
    std::ofstream(file->path()) << "new";
    const auto folder = Incoming::Folder(folder_ / "other");
    ASSERT_THAT(folder, IsOk());
    ASSERT_THAT(WriteFileAtomically(folder->path() / "a", "x"), IsOk());
    EXPECT_EQ(Entries(), 3u);
  }
  EXPECT_EQ(Entries(), 1u);
  EXPECT_EQ(*ReadFile(place_, 10), "old");
}

TEST_F(IncomingTest, AFileTakesThePlaceOfTheOldOne) {
  ASSERT_THAT(WriteFileAtomically(place_, "old"), IsOk());
  auto file = Incoming::File(place_);
  ASSERT_THAT(file, IsOk());
  std::ofstream(file->path()) << "new";
  ASSERT_THAT(file->Arrive(), IsOk());
  EXPECT_EQ(*ReadFile(place_, 10), "new");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(IncomingTest, TwoOnTheirWayToOnePlaceDoNotMix) {
  const auto first = Incoming::Folder(place_);
  const auto second = Incoming::Folder(place_);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(first->path(), second->path());
}

TEST_F(IncomingTest, AFolderTakesThePlaceOfNothingButAnEmptyFolder) {
  fs::create_directory(place_);
  EXPECT_THAT(Incoming::Folder(place_), IsOk());
  ASSERT_THAT(WriteFileAtomically(place_ / "mine", "x"), IsOk());
  EXPECT_THAT(Incoming::Folder(place_), Fails(StatusCode::kAlreadyExists, HasSubstr("not an empty folder")));
  EXPECT_THAT(Incoming::Folder(place_ / "mine"),
              Fails(StatusCode::kAlreadyExists, HasSubstr("not an empty folder")));
}

TEST_F(IncomingTest, NothingIsRenamedToAFolderThatHasNoNameOfItsOwn) {
  for (const fs::path& place : {fs::path("."), fs::path("./"), place_ / "..", fs::path("/"), fs::path()})
    EXPECT_THAT(Incoming::Folder(place), Fails(StatusCode::kInvalidArgument, HasSubstr("no name"))) << place;
}

TEST_F(IncomingTest, AFileTakesThePlaceOfNoFolderAndNeedsOne) {
  EXPECT_THAT(Incoming::File(folder_.path()),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("is a folder")));
  EXPECT_THAT(Incoming::File(folder_ / "absent/file"),
              Fails(StatusCode::kNotFound, HasSubstr("absent/file: No such file or directory")));
  EXPECT_EQ(Entries(), 0u);
}

}  // namespace
}  // namespace srnet
