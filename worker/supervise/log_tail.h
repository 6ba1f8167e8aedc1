// The end of a program's log, as text that a message may carry. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace srnet::supervise {

inline constexpr std::size_t kLogTailBytes = 8 * 1024;

// At most the last `max_bytes` bytes of the file, from the start of a line where there is one, as valid
// UTF-8. Empty when the file cannot be read: the tail only adds to an error that is already being reported.
std::string LogTail(const std::filesystem::path& log, std::size_t max_bytes = kLogTailBytes);

// A part of a log.
struct LogPiece {
  std::int64_t position = 0;  // Of its first byte in the whole log.
  std::string text;           // As many bytes as the log has there, of valid UTF-8.
};

// What the log has from byte `from` on; if that is more than `max_bytes`, its end, from the start of a line
// where there is one. Without text when there is none, or when the file cannot be read.
LogPiece ReadLog(const std::filesystem::path& log, std::int64_t from, std::size_t max_bytes);

// The piece without a last line that has no line feed yet, unless it is all there is.
LogPiece WholeLines(LogPiece piece);

// The text with every byte that is not part of valid UTF-8, and every NUL, replaced by '?'.
std::string ValidUtf8(std::string_view text);

}  // namespace srnet::supervise
