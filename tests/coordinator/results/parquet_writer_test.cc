// Bytes as the formats say them. Whether a reader takes the file is in tests/clients/python/test_results.py.
#include "coordinator/results/parquet_writer.h"

#include <gmock/gmock.h>

#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coordinator/results/parquet_document.h"
#include "coordinator/results/thrift_writer.h"
#include "tests/coordinator/results/result_rows.h"

namespace srnet::results {
namespace {

using namespace std::string_view_literals;

using testing::At;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::Row;
using ::testing::StartsWith;

TEST(ThriftWriter, FieldsAreShortStepsAndNumbersAreZigzags) {
  ThriftWriter writer;
  writer.Int32(1, 1);
  writer.Text(2, "ab");
  writer.Int64(20, -1);  // Too long a step from 2.
  writer.EndStruct();
  EXPECT_EQ(std::move(writer).Take(),
            "\x15\x02\x18\x02"
            "ab\x06\x28\x01\x00"sv);
}

TEST(ThriftWriter, AStructInAStructCountsItsFieldsByItself) {
  ThriftWriter writer;
  writer.BeginStruct(3);
  writer.Int32(2, 64);
  writer.EndStruct();
  writer.Int32(4, 0);
  writer.EndStruct();
  EXPECT_EQ(std::move(writer).Take(), "\x3C\x25\x80\x01\x00\x15\x00\x00"sv);
}

TEST(ThriftWriter, ListsHaveAShortAndALongForm) {
  ThriftWriter writer;
  writer.BeginList(1, ThriftWriter::Type::kInt32, 2);
  writer.Int32(0);
  writer.Int32(3);
  writer.BeginList(2, ThriftWriter::Type::kText, 15);
  EXPECT_EQ(std::move(writer).Take(), "\x19\x25\x00\x06\x19\xF8\x0F"sv);
}

TEST(ParquetValues, MissingValuesAreRunsOfLevelsBeforeThoseThatAreThere) {
  ParquetValues values({.name = "loss", .type = ParquetType::kText, .optional = true});
  values.Add("ab"sv);
  values.AddMissing();
  values.AddMissing();
  EXPECT_EQ(values.count(), 3);
  EXPECT_EQ(values.Page(),
            "\x04\x00\x00\x00\x02\x01\x04\x00\x02\x00\x00\x00"
            "ab"sv);
}

TEST(ParquetValues, AColumnThatIsNeverMissingHasNoLevels) {
  ParquetValues values({.name = "point", .type = ParquetType::kInt64});
  values.Add(std::int64_t{258});
  EXPECT_EQ(values.Page(), "\x02\x01\x00\x00\x00\x00\x00\x00"sv);
}

TEST(ParquetWriter, AFileIsBetweenItsMarksAndSaysWhereItsFooterBegins) {
  ParquetWriter writer({{.name = "value", .type = ParquetType::kDouble}});
  std::string file = writer.Begin();
  for (int group = 0; group < 2; ++group) {
    std::vector<ParquetValues> values = writer.NewGroup();
    values[0].Add(0.5);
    file += writer.RowGroup(values);
  }
  const std::size_t content = file.size();
  file += writer.End();

  EXPECT_THAT(file, StartsWith("PAR1"));
  EXPECT_THAT(file, EndsWith("PAR1"));
  std::uint32_t footer = 0;
  std::memcpy(&footer, file.data() + file.size() - 8, sizeof footer);
  EXPECT_EQ(content + footer + 8, file.size());
  EXPECT_THAT(file.substr(content), HasSubstr("value"));
  EXPECT_EQ(file[content], '\x15');      // Its first field: the version,
  EXPECT_EQ(file[content + 1], '\x02');  // which is 1.
}

TEST(ParquetDocument, WhatOnlyBeginsWithANumberIsMissing) {
  const auto group_of = [](const std::string& seed) {
    storage::ResultRow row = Row({.coordinates = "method=mask"});
    row.coordinates = At("seed=" + seed);
    return ParquetDocument({"seed"}).Rows(std::vector{row});
  };
  EXPECT_EQ(group_of("12abc"), group_of("none"));
  EXPECT_NE(group_of("12"), group_of("none"));
}

}  // namespace
}  // namespace srnet::results
