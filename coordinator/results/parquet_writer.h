// A table as a Parquet file, made in pieces: a row group at a time.
//
// apache/parquet-format, README.md and parquet.thrift. Of the many ways that the format has, the plainest:
// flat columns, one data page of version 1 for each column and row group, values plain and not compressed,
// without statistics. Every reader has to know it. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srnet::results {

// The values are those of `Type` in parquet.thrift.
enum class ParquetType { kInt64 = 2, kDouble = 5, kText = 6 };

struct ParquetColumn {
  std::string name;
  ParquetType type = ParquetType::kText;
  bool optional = false;  // Values may be missing.
};

// The values of one column in one row group.
class ParquetValues {
 public:
  explicit ParquetValues(const ParquetColumn& column) : optional_(column.optional) {}

  // Of the column's type. Only an optional column has AddMissing.
  void Add(std::int64_t value);
  void Add(double value);
  void Add(std::string_view value);
  void AddMissing() { Present(false); }

  std::int64_t count() const { return count_; }
  // The content of the page.
  std::string Page() const;

 private:
  void Present(bool is_present);

  bool optional_ = false;
  std::int64_t count_ = 0;
  std::string values_;
  // Whether values are there, in runs: {true, 5} are five that are. For optional columns alone.
  struct Run {
    bool is_present = false;
    std::uint64_t length = 0;
  };
  std::vector<Run> runs_;
};

class ParquetWriter {
 public:
  explicit ParquetWriter(std::vector<ParquetColumn> columns) : columns_(std::move(columns)) {}

  // The file is Begin, a RowGroup for each of as many groups as there are, and End, one after the other.
  std::string Begin();
  // `values` is aligned with the columns, all of one count.
  std::string RowGroup(const std::vector<ParquetValues>& values);
  std::string End() const;

  // For the values of the next row group.
  std::vector<ParquetValues> NewGroup() const { return {columns_.begin(), columns_.end()}; }

 private:
  struct Chunk {
    std::int64_t offset = 0;  // In the file, of its one page.
    std::int64_t bytes = 0;   // With the header of the page.
  };
  struct Group {
    std::vector<Chunk> chunks;
    std::int64_t rows = 0;
  };

  const std::vector<ParquetColumn> columns_;
  std::vector<Group> groups_;
  std::int64_t offset_ = 0;  // Of what comes next.
};

}  // namespace srnet::results
