#include "coordinator/core/linked_lists.h"

#include <gmock/gmock.h>

#include <vector>

namespace srnet::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int> Read(const LinkedLists<int>& lists, ListHead list) {
  std::vector<int> values;
  lists.ForEach(list, [&](int value) { values.push_back(value); });
  return values;
}

TEST(LinkedLists, AreReadInTheOrderOfAddition) {
  LinkedLists<int> lists;
  ListHead odd = ListHead::kEmpty;
  ListHead even = ListHead::kEmpty;
  for (int i = 1; i <= 6; ++i) lists.Append(i % 2 == 1 ? odd : even, i);
  EXPECT_THAT(Read(lists, odd), ElementsAre(1, 3, 5));
  EXPECT_THAT(Read(lists, even), ElementsAre(2, 4, 6));
  EXPECT_THAT(Read(lists, ListHead::kEmpty), IsEmpty());
}

TEST(LinkedLists, WhatIsAddedDuringAVisitIsNotVisited) {
  LinkedLists<int> lists;
  ListHead list = ListHead::kEmpty;
  lists.Append(list, 1);
  lists.Append(list, 2);
  std::vector<int> visited;
  lists.ForEach(list, [&](int value) {
    visited.push_back(value);
    lists.Append(list, value + 10);
  });
  EXPECT_THAT(visited, ElementsAre(1, 2));
  EXPECT_THAT(Read(lists, list), ElementsAre(1, 2, 11, 12));
}

TEST(LinkedLists, AnyOfStopsAtTheEnd) {
  LinkedLists<int> lists;
  ListHead list = ListHead::kEmpty;
  lists.Append(list, 1);
  lists.Append(list, 2);
  EXPECT_TRUE(lists.AnyOf(list, [](int value) { return value == 2; }));
  EXPECT_FALSE(lists.AnyOf(list, [](int value) { return value == 3; }));
  EXPECT_FALSE(lists.AnyOf(ListHead::kEmpty, [](int) { return true; }));
}

}  // namespace
}  // namespace srnet::core
