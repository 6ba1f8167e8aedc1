#include "common/json/object_reader.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace srnet::json {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;

Value Document(std::string_view text) { return *Parse(text); }

TEST(ObjectReader, FillsEveryTypeOfField) {
  const Value value = Document(R"({"b":true,"i":7,"d":0.5,"s":"x","whole":3})");
  ObjectReader object(value, "");
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;
  double whole = 0;
  std::string text;
  object.Read("b", boolean);
  object.Read("i", integer);
  object.Read("d", number);
  object.Read("s", text);
  object.Read("whole", whole);
  EXPECT_THAT(object.Finish(), IsOk());
  EXPECT_TRUE(boolean);
  EXPECT_EQ(integer, 7);
  EXPECT_EQ(number, 0.5);
  EXPECT_EQ(whole, 3);
  EXPECT_EQ(text, "x");
}

TEST(ObjectReader, NamesTheMissingField) {
  const Value value = Document("{}");
  ObjectReader object(value, "stage.work");
  std::int64_t integer = 5;
  object.Read("epochs", integer);
  EXPECT_THAT(object.Finish(), Fails(StatusCode::kInvalidArgument, "stage.work.epochs: is missing"));
  EXPECT_EQ(integer, 5);
}

TEST(ObjectReader, NamesTheMistypedField) {
  const Value value = Document(R"({"rows":1.5})");
  ObjectReader object(value, "");
  std::int64_t integer = 0;
  object.Read("rows", integer);
  EXPECT_THAT(object.Finish(),
              Fails(StatusCode::kInvalidArgument, "rows: expected an integer, got a number"));
}

TEST(ObjectReader, NamesTheFieldThatNobodyAskedFor) {
  const Value value = Document(R"({"a":1,"b":2})");
  ObjectReader object(value, "x");
  std::int64_t integer = 0;
  object.Read("a", integer);
  EXPECT_THAT(object.Finish(), Fails(StatusCode::kInvalidArgument, "x.b: is not a known field"));
}

TEST(ObjectReader, TheFirstErrorStays) {
  const Value value = Document("{}");
  ObjectReader object(value, "");
  object.Need("first");
  object.Need("second");
  EXPECT_THAT(object.Finish(), Fails(StatusCode::kInvalidArgument, "first: is missing"));
}

TEST(ObjectReader, RefusesWhatIsNoObject) {
  const Value value = Document("[1]");
  ObjectReader object(value, "inputs");
  EXPECT_THAT(object.Finish(),
              Fails(StatusCode::kInvalidArgument, "inputs: expected an object, got an array"));
}

}  // namespace
}  // namespace srnet::json
