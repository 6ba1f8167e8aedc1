#include "coordinator/app/log_window.h"

#include <gtest/gtest.h>

#include <limits>

namespace srnet::app {
namespace {

TEST(LogWindow, GivesWhatCameBehindAPosition) {
  LogWindow window;
  window.Append(0, "one\n");
  window.Append(4, "two\n");

  EXPECT_EQ(window.end(), 8);
  EXPECT_EQ(window.From(0).text, "one\ntwo\n");
  EXPECT_EQ(window.From(4).text, "two\n");
  EXPECT_EQ(window.From(4).skipped, 0);
  EXPECT_EQ(window.From(8).text, "");
  EXPECT_EQ(window.From(100).text, "");
}

// A report is repeated, or overlaps with the last one.
TEST(LogWindow, WhatHasComeAlreadyIsPassedOver) {
  LogWindow window;
  window.Append(0, "one\ntwo\n");
  window.Append(0, "one\n");
  window.Append(4, "two\nthree\n");

  EXPECT_EQ(window.From(0).text, "one\ntwo\nthree\n");
}

TEST(LogWindow, AReaderIsToldOfWhatWasNeverSent) {
  LogWindow window;
  window.Append(1000, "late\n");
  EXPECT_EQ(window.From(0).skipped, 1000);

  window.Append(2000, "later\n");

  EXPECT_EQ(window.From(1005).skipped, 995);
  EXPECT_EQ(window.From(1005).text, "later\n");
}

TEST(LogWindow, ASlowReaderLosesLinesAndIsToldHowMuch) {
  const std::string line = "a line of sixteen\n";
  LogWindow window;
  std::int64_t position = 0;
  while (position < 2 * static_cast<std::int64_t>(LogWindow::kLongest)) {
    window.Append(position, line);
    position += static_cast<std::int64_t>(line.size());
  }

  const LogWindow::Part part = window.From(0);

  EXPECT_LE(part.text.size(), LogWindow::kLongest);
  EXPECT_GT(part.text.size(), LogWindow::kLongest - line.size());
  EXPECT_EQ(part.text.substr(0, line.size()), line);
  EXPECT_EQ(part.skipped + static_cast<std::int64_t>(part.text.size()), position);
}

TEST(LogWindow, APlaceThatNoLogHasIsPassedOver) {
  LogWindow window;
  window.Append(-1, "x");
  window.Append(std::numeric_limits<std::int64_t>::max(), "x");
  EXPECT_EQ(window.end(), 0);
}

}  // namespace
}  // namespace srnet::app
