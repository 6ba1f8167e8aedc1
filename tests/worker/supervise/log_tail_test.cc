#include "worker/supervise/log_tail.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"

namespace srnet::supervise {
namespace {

TEST(LogTail, AShortLogComesWhole) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "log") << "a\nb\n";

  EXPECT_EQ(LogTail(folder / "log", 100), "a\nb\n");
}

TEST(LogTail, ALongLogComesFromTheStartOfALine) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "log") << "first line\nsecond\nthird\n";

  EXPECT_EQ(LogTail(folder / "log", 15), "second\nthird\n");
}

TEST(LogTail, ALineLongerThanTheLimitIsCut) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "log") << "0123456789";

  EXPECT_EQ(LogTail(folder / "log", 4), "6789");
}

TEST(LogTail, AMissingLogIsEmpty) { EXPECT_EQ(LogTail("/no/such/log"), ""); }

TEST(ReadLog, GivesWhatIsBehindAPositionAndWhereThatBegins) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "log") << "first line\nsecond\nthird\n";

  EXPECT_EQ(ReadLog(folder / "log", 11, 100).position, 11);
  EXPECT_EQ(ReadLog(folder / "log", 11, 100).text, "second\nthird\n");
  EXPECT_EQ(ReadLog(folder / "log", 24, 100).text, "");
  EXPECT_EQ(ReadLog(folder / "log", 99, 100).position, 99);
}

TEST(ReadLog, OfMoreThanTheLimitTheEndComesFromTheStartOfALine) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "log") << "first line\nsecond\nthird\n";

  const LogPiece piece = ReadLog(folder / "log", 2, 8);

  EXPECT_EQ(piece.position, 18);
  EXPECT_EQ(piece.text, "third\n");
}

TEST(WholeLines, ALineWithoutItsLineFeedWaitsUnlessItIsAll) {
  EXPECT_EQ(WholeLines({.position = 3, .text = "one\ntw"}).text, "one\n");
  EXPECT_EQ(WholeLines({.position = 3, .text = "one\ntw"}).position, 3);
  EXPECT_EQ(WholeLines({.position = 3, .text = "progress 50 %"}).text, "progress 50 %");
}

TEST(ValidUtf8, TextInManyScriptsIsUntouched) {
  const std::string text = "caf\u00e9 \u65e5\u672c \U0001f600";

  EXPECT_EQ(ValidUtf8(text), text);
}

TEST(ValidUtf8, BrokenOverlongAndSurrogateBytesBecomeQuestionMarks) {
  EXPECT_EQ(ValidUtf8("a\xff"
                      "b"),
            "a?b");
  EXPECT_EQ(ValidUtf8("cut \xe6\x97"), "cut ??");
  EXPECT_EQ(ValidUtf8("\xc0\xaf"), "??");
  EXPECT_EQ(ValidUtf8("\xed\xa0\x80"), "???");
  EXPECT_EQ(ValidUtf8(std::string_view("a\0b", 3)), "a?b");
}

}  // namespace
}  // namespace srnet::supervise
