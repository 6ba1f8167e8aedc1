// Whole writes and reads on descriptors. Internal to storage/artifacts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "common/digest/digest.h"
#include "common/files/file_descriptor.h"
#include "common/status/status.h"

namespace srnet::artifacts {

// RESOURCE_EXHAUSTED: the disk is full. `path` is for the message.
Status WriteAll(const FileDescriptor& file, std::string_view bytes, const std::filesystem::path& path);

// Up to `length` bytes from `offset`; fewer at the end.
StatusOr<std::string> ReadAt(const FileDescriptor& file, std::int64_t offset, std::int64_t length,
                             const std::filesystem::path& path);

// Calls `use` with all bytes from 0 to `length` in pieces. DATA_LOSS when the file is shorter.
Status ReadPieces(const FileDescriptor& file, std::int64_t length, const std::filesystem::path& path,
                  const std::function<Status(std::string_view)>& use);

// NOT_FOUND; INVALID_ARGUMENT when it is no regular file. A symbolic link is not followed.
StatusOr<FileDescriptor> OpenRegularFile(const std::filesystem::path& path);

StatusOr<std::int64_t> SizeOf(const FileDescriptor& file, const std::filesystem::path& path);

// Makes the content durable and read-only for everyone, renames it, and makes the name durable. `file` is
// open on `from`. A failure before the rename leaves the mode of the file as it was, so that it can be
// written again.
Status Publish(const FileDescriptor& file, const std::filesystem::path& from,
               const std::filesystem::path& to);

}  // namespace srnet::artifacts
