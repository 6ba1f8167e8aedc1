// Whole files, read with a limit and written so that a crash leaves either the old bytes or the new ones.
//
// Every failure is a status whose message names the path and the system's reason; a full disk is
// RESOURCE_EXHAUSTED, an absent file NOT_FOUND. Any thread; two writers of one path are safe, the last one
// wins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet {

// Returns the content of a regular file or pipe. More than `max_bytes` is INVALID_ARGUMENT, a folder is
// FAILED_PRECONDITION.
StatusOr<std::string> ReadFile(const std::filesystem::path& path, std::uint64_t max_bytes);

// Writes beside `path` under a temporary name, fsyncs, renames over `path` and fsyncs the folder. When it
// fails the temporary file is gone and `path` is as it was. The folder must exist.
Status WriteFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// The same for content that lies in pieces, written in their order without joining them in memory.
Status WriteFileAtomically(const std::filesystem::path& path, std::span<const std::string_view> pieces);

// Copies a file to a name that does not exist yet, and fsyncs it. When it fails there is no `target`.
Status CopyFile(const std::filesystem::path& source, const std::filesystem::path& target);

// Makes the names in a folder durable (fsync of the folder).
Status SyncDirectory(const std::filesystem::path& directory);

// The folder that the path lies in: "." for a bare name.
std::filesystem::path ParentOf(const std::filesystem::path& path);

// Makes the folder and its parents, durably. An existing folder is fine, anything else in the way is not.
Status MakeDirectories(const std::filesystem::path& directory);

}  // namespace srnet
