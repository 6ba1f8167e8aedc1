#include "coordinator/results/parquet_writer.h"

#include <bit>
#include <cstring>
#include <utility>

#include "coordinator/results/thrift_writer.h"

namespace srnet::results {
namespace {

using Type = ThriftWriter::Type;

constexpr std::string_view kMagic = "PAR1";

// Of parquet.thrift.
constexpr std::int32_t kVersion = 1;
constexpr std::int32_t kDataPage = 0;
constexpr std::int32_t kPlain = 0;
constexpr std::int32_t kRunLengths = 3;
constexpr std::int32_t kUncompressed = 0;
constexpr std::int32_t kRequired = 0;
constexpr std::int32_t kOptional = 1;
constexpr std::int32_t kUtf8 = 0;

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

template <typename Number>
void AppendBytes(std::string& out, Number number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

std::string PageHeader(std::int64_t values, std::size_t bytes) {
  ThriftWriter header;
  header.Int32(1, kDataPage);
  header.Int32(2, static_cast<std::int32_t>(bytes));
  header.Int32(3, static_cast<std::int32_t>(bytes));
  header.BeginStruct(5);
  header.Int32(1, static_cast<std::int32_t>(values));
  header.Int32(2, kPlain);
  header.Int32(3, kRunLengths);  // Of the levels that say which values are missing,
  header.Int32(4, kRunLengths);  // and of those of nested columns, of which there are none.
  header.EndStruct();
  header.EndStruct();
  return std::move(header).Take();
}

void WriteSchema(const std::vector<ParquetColumn>& columns, ThriftWriter& out) {
  out.BeginList(2, Type::kStruct, columns.size() + 1);
  out.BeginStruct();
  out.Text(4, "results");
  out.Int32(5, static_cast<std::int32_t>(columns.size()));
  out.EndStruct();
  for (const ParquetColumn& column : columns) {
    out.BeginStruct();
    out.Int32(1, static_cast<std::int32_t>(column.type));
    out.Int32(3, column.optional ? kOptional : kRequired);
    out.Text(4, column.name);
    if (column.type == ParquetType::kText) out.Int32(6, kUtf8);
    out.EndStruct();
  }
}

void WriteChunk(const ParquetColumn& column, std::int64_t rows, std::int64_t offset, std::int64_t bytes,
                ThriftWriter& out) {
  out.BeginStruct();
  out.Int64(2, offset);
  out.BeginStruct(3);
  out.Int32(1, static_cast<std::int32_t>(column.type));
  out.BeginList(2, Type::kInt32, 2);
  out.Int32(kPlain);
  out.Int32(kRunLengths);
  out.BeginList(3, Type::kText, 1);
  out.Text(column.name);
  out.Int32(4, kUncompressed);
  out.Int64(5, rows);
  out.Int64(6, bytes);
  out.Int64(7, bytes);
  out.Int64(9, offset);
  out.EndStruct();
  out.EndStruct();
}

}  // namespace

void ParquetValues::Add(std::int64_t value) {
  AppendBytes(values_, value);
  Present(true);
}

void ParquetValues::Add(double value) {
  AppendBytes(values_, value);
  Present(true);
}

void ParquetValues::Add(std::string_view value) {
  AppendBytes(values_, static_cast<std::uint32_t>(value.size()));
  values_ += value;
  Present(true);
}

void ParquetValues::Present(bool is_present) {
  ++count_;
  if (!optional_) return;
  if (runs_.empty() || runs_.back().is_present != is_present) runs_.push_back({is_present, 0});
  ++runs_.back().length;
}

std::string ParquetValues::Page() const {
  if (!optional_) return values_;
  std::string levels;
  for (const Run& run : runs_) {
    // The length, shifted: a lowest bit of 1 would announce packed bits instead of a run.
    AppendVarint(run.length << 1, levels);
    levels += run.is_present ? '\1' : '\0';
  }
  std::string page;
  AppendBytes(page, static_cast<std::uint32_t>(levels.size()));
  return page + levels + values_;
}

std::string ParquetWriter::Begin() {
  offset_ = static_cast<std::int64_t>(kMagic.size());
  return std::string(kMagic);
}

std::string ParquetWriter::RowGroup(const std::vector<ParquetValues>& values) {
  Group& group = groups_.emplace_back();
  std::string bytes;
  for (const ParquetValues& column : values) {
    const std::string page = column.Page();
    const std::string header = PageHeader(column.count(), page.size());
    const auto size = static_cast<std::int64_t>(header.size() + page.size());
    group.chunks.push_back({.offset = offset_, .bytes = size});
    group.rows = column.count();
    offset_ += size;
    bytes += header + page;
  }
  return bytes;
}

std::string ParquetWriter::End() const {
  ThriftWriter out;
  out.Int32(1, kVersion);
  WriteSchema(columns_, out);
  std::int64_t rows = 0;
  for (const Group& group : groups_) rows += group.rows;
  out.Int64(3, rows);
  out.BeginList(4, Type::kStruct, groups_.size());
  for (const Group& group : groups_) {
    out.BeginStruct();
    out.BeginList(1, Type::kStruct, columns_.size());
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      WriteChunk(columns_[i], group.rows, group.chunks[i].offset, group.chunks[i].bytes, out);
      bytes += group.chunks[i].bytes;
    }
    out.Int64(2, bytes);
    out.Int64(3, group.rows);
    out.EndStruct();
  }
  out.Text(6, "srnet");
  out.EndStruct();
  std::string footer = std::move(out).Take();
  AppendBytes(footer, static_cast<std::uint32_t>(footer.size()));
  return footer += kMagic;
}

}  // namespace srnet::results
