// The layout of a tokenised data set file. Internal to model/data; other parts read it through
// TokenisedDataset.
//
// Little endian. Every part begins at a multiple of 8 bytes, with zeros between.
//
//   FileHeader
//   description   dataset.json of the data set, with the numbers of rows kept here        [description_bytes]
//   SetHeader     for each set
//   columns       for each set, R rows, T tokens, G group columns, S strings:
//                   offsets u64 [R + 1]          ids u16 or u32 [T]  segment_a_lengths u16 [R]  labels u8 [R]
//                   source_rows u64 [R]          row_ids u32 [R]     groups u32 [R * G]
//                   string_offsets u64 [S + 1]   text u8 [text_bytes]
//   SHA-256       of all bytes before it                                                  [32]
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace srnet::data {

static_assert(std::endian::native == std::endian::little, "the file is little endian and is mapped as it is");

inline constexpr char kTokenisedMagic[8] = {'s', 'r', 'n', 'e', 't', 't', 'o', 'k'};
inline constexpr std::uint32_t kTokenisedVersion = 1;
inline constexpr std::size_t kAlignment = 8;

struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t id_bytes;  // 2 or 4
  std::uint64_t max_length;
  std::uint64_t vocabulary_size;
  std::int32_t pad_id;
  std::int32_t cls_id;
  std::int32_t sep_id;
  std::uint32_t padding;
  std::uint64_t description_bytes;
};
static_assert(sizeof(FileHeader) == 56);

struct SetHeader {
  std::uint64_t tokens;
  std::uint64_t strings;
  std::uint64_t text_bytes;
};
static_assert(sizeof(SetHeader) == 24);

inline std::size_t PaddingAfter(std::size_t size) { return (kAlignment - size % kAlignment) % kAlignment; }

}  // namespace srnet::data
