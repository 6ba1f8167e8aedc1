// Whole writes and reads on descriptors. Internal to storage/artifacts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
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

// Of the disk that `path` lies on, for who may write to it. Empty when it cannot be told.
std::optional<std::int64_t> AvailableBytes(const std::filesystem::path& path);

// RESOURCE_EXHAUSTED when writing so many bytes to the file would leave less than `reserve` of its disk free.
// A reserve of 0 asks for nothing.
Status CheckRoom(const std::filesystem::path& file, std::int64_t bytes, std::int64_t reserve);

// Makes the content durable and read-only for everyone, renames it as a file of this moment, and makes the
// name durable. `file` is open on `from`. A failure before the rename leaves the mode of the file as it was,
// so that it can be written again.
Status Publish(const FileDescriptor& file, const std::filesystem::path& from,
               const std::filesystem::path& to);

}  // namespace srnet::artifacts
