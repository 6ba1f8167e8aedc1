#include "coordinator/results/thrift_writer.h"

namespace srnet::results {
namespace {

constexpr int kLargestStep = 15;  // Between the numbers of two fields, in the short form of a header.
constexpr std::size_t kShortestLong = 15;  // The least size of a list that has the long form.

}  // namespace

void AppendVarint(std::uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

void ThriftWriter::Int32(int field, std::int32_t value) {
  Header(field, Type::kInt32);
  Int32(value);
}

void ThriftWriter::Int64(int field, std::int64_t value) {
  Header(field, Type::kInt64);
  Signed(value);
}

void ThriftWriter::Text(int field, std::string_view value) {
  Header(field, Type::kText);
  Text(value);
}

void ThriftWriter::BeginStruct(int field) {
  Header(field, Type::kStruct);
  BeginStruct();
}

void ThriftWriter::EndStruct() {
  bytes_ += '\0';
  last_field_.pop_back();
}

void ThriftWriter::BeginList(int field, Type elements, std::size_t size) {
  Header(field, Type::kList);
  const bool is_short = size < kShortestLong;
  bytes_ += static_cast<char>((is_short ? size : kShortestLong) << 4 | static_cast<std::size_t>(elements));
  if (!is_short) AppendVarint(size, bytes_);
}

void ThriftWriter::Int32(std::int32_t value) { Signed(value); }

void ThriftWriter::Text(std::string_view value) {
  AppendVarint(value.size(), bytes_);
  bytes_ += value;
}

void ThriftWriter::BeginStruct() { last_field_.push_back(0); }

void ThriftWriter::Header(int field, Type type) {
  const int step = field - last_field_.back();
  last_field_.back() = field;
  const bool is_short = step > 0 && step <= kLargestStep;
  bytes_ += static_cast<char>((is_short ? step : 0) << 4 | static_cast<int>(type));
  if (!is_short) Signed(field);
}

// Small numbers of either sign are short.
void ThriftWriter::Signed(std::int64_t value) {
  AppendVarint(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63), bytes_);
}

}  // namespace srnet::results
