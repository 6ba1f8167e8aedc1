// The end of a program's log, as text that a message may carry. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace srnet::supervise {

inline constexpr std::size_t kLogTailBytes = 8 * 1024;

// At most the last `max_bytes` bytes of the file, from the start of a line where there is one, as valid
// UTF-8. Empty when the file cannot be read: the tail only adds to an error that is already being reported.
std::string LogTail(const std::filesystem::path& log, std::size_t max_bytes = kLogTailBytes);

// The text with every byte that is not part of valid UTF-8, and every NUL, replaced by '?'.
std::string ValidUtf8(std::string_view text);

}  // namespace srnet::supervise
