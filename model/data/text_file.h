// A text file that may be compressed: FILE, or FILE.zst where only that exists.
//
// Compressed files are unpacked as a stream, and never past the limit, so a small hostile file cannot fill
// the memory. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/status/status.h"

namespace srnet::data {

// `path` itself if it exists, else `path` + ".zst" if that exists, else NotFound.
StatusOr<std::filesystem::path> FindTextFile(const std::filesystem::path& path);

// Unpacks a name that ends in ".zst". InvalidArgument for more than `max_bytes` of text, DataLoss for a
// damaged or truncated archive, else what the disk says; each names the path.
StatusOr<std::string> ReadTextFile(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace srnet::data
