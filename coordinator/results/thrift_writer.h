// Thrift's compact protocol, as far as the metadata of a Parquet file needs it: structs, lists, integers,
// texts.
//
// apache/thrift, doc/specs/thrift-compact-protocol.md. Fields of one struct are written in rising order of
// their numbers. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srnet::results {

// Seven bits a byte, the lowest first.
void AppendVarint(std::uint64_t value, std::string& out);

class ThriftWriter {
 public:
  enum class Type : std::uint8_t { kInt32 = 5, kInt64 = 6, kText = 8, kList = 9, kStruct = 12 };

  // Fields. A struct, here and in a list, ends with EndStruct; the outermost one begins by itself.
  void Int32(int field, std::int32_t value);
  void Int64(int field, std::int64_t value);
  void Text(int field, std::string_view value);
  void BeginStruct(int field);
  void EndStruct();

  // A list of that many elements, which follow as such.
  void BeginList(int field, Type elements, std::size_t size);
  void Int32(std::int32_t value);
  void Text(std::string_view value);
  void BeginStruct();

  // All that was written; the outermost struct has ended.
  std::string Take() && { return std::move(bytes_); }

 private:
  void Header(int field, Type type);
  void Signed(std::int64_t value);

  std::string bytes_;
  std::vector<int> last_field_{0};  // Of each open struct.
};

}  // namespace srnet::results
