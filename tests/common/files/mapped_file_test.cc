#include "common/files/mapped_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <utility>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet {
namespace {

using ::srnet::testing::Fails;
using ::testing::HasSubstr;

class MappedFileTest : public ::testing::Test {
 protected:
  std::filesystem::path Write(std::string_view content) {
    const auto path = folder_ / "file";
    std::ofstream(path) << content;
    return path;
  }

  testing::TemporaryDirectory folder_;
};

TEST_F(MappedFileTest, ShowsTheBytesOfTheFile) {
  const auto file = MappedFile::Open(Write("abc"));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->bytes(), "abc");
}

TEST_F(MappedFileTest, EmptyFileHasNoBytes) {
  const auto file = MappedFile::Open(Write(""));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->bytes(), "");
}

TEST_F(MappedFileTest, ViewsSurviveAMove) {
  auto file = MappedFile::Open(Write("abc"));
  ASSERT_TRUE(file.ok());
  const std::string_view view = file->bytes();
  const MappedFile moved = *std::move(file);
  EXPECT_EQ(moved.bytes().data(), view.data());
  EXPECT_EQ(view, "abc");
}

TEST_F(MappedFileTest, MissingFileIsNamed) {
  EXPECT_THAT(MappedFile::Open(folder_ / "absent"), Fails(absl::StatusCode::kNotFound, HasSubstr("absent")));
}

TEST_F(MappedFileTest, FolderIsNoRegularFile) {
  EXPECT_THAT(MappedFile::Open(folder_.path()),
              Fails(absl::StatusCode::kFailedPrecondition, HasSubstr("is not a regular file")));
}

}  // namespace
}  // namespace srnet
