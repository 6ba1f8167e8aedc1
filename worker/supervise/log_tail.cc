#include "worker/supervise/log_tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "common/files/file_descriptor.h"

namespace srnet::supervise {
namespace {

struct Form {
  unsigned char lead_mask;
  unsigned char lead;
  std::size_t size;
  std::uint32_t smallest;  // Anything below has a shorter form, which is the only valid one.
};
constexpr Form kForms[] = {
    {0x80, 0x00, 1, 1}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

bool IsScalar(std::uint32_t value) { return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff); }

// The length of the valid sequence at the start of `text`, or 0.
std::size_t SequenceLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  for (const Form& form : kForms) {
    if ((lead & form.lead_mask) != form.lead) continue;
    if (text.size() < form.size) return 0;
    std::uint32_t value = lead & static_cast<unsigned char>(~form.lead_mask);
    for (std::size_t i = 1; i < form.size; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xc0) != 0x80) return 0;
      value = value << 6 | (next & 0x3fU);
    }
    return value >= form.smallest && IsScalar(value) ? form.size : 0;
  }
  return 0;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = SequenceLength(text);
    if (size == 0) {
      valid += '?';
    } else {
      valid += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return valid;
}

LogPiece ReadLog(const std::filesystem::path& log, std::int64_t from, std::size_t max_bytes) {
  const FileDescriptor file(::open(log.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!file.valid() || ::fstat(file.get(), &info) != 0 || from >= info.st_size)
    return {.position = from, .text = {}};
  LogPiece piece{.position = std::max<off_t>(from, info.st_size - static_cast<off_t>(max_bytes)), .text = {}};
  std::string bytes(static_cast<std::size_t>(info.st_size - piece.position), '\0');
  const ssize_t count = ::pread(file.get(), bytes.data(), bytes.size(), piece.position);
  bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  const std::size_t line = bytes.find('\n');
  if (piece.position > from && line != std::string::npos && line + 1 < bytes.size()) {
    bytes.erase(0, line + 1);
    piece.position += static_cast<std::int64_t>(line) + 1;
  }
  piece.text = ValidUtf8(bytes);
  return piece;
}

LogPiece WholeLines(LogPiece piece) {
  const std::size_t end = piece.text.rfind('\n');
  if (end != std::string::npos) piece.text.resize(end + 1);
  return piece;
}

std::string LogTail(const std::filesystem::path& log, std::size_t max_bytes) {
  return ReadLog(log, 0, max_bytes).text;
}

}  // namespace srnet::supervise
