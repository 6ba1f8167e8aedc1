#include "common/logging/line.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <array>

namespace srnet::logging {
namespace {

constexpr std::array<std::string_view, 4> kSecretFields = {"password", "secret", "authorization",
                                                           "access_token"};

std::string_view Name(Level level) {
  constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

std::string_view Printable(const Field& field) {
  const bool secret =
      std::find(kSecretFields.begin(), kSecretFields.end(), field.name) != kSecretFields.end();
  return secret ? std::string_view("***") : std::string_view(field.value);
}

// JSON's escapes, which are readable in text too. Bytes above 0x7f pass as they are.
void AppendEscaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (c == '\n') {
      line += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      line += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      line += c;
    }
  }
}

void AppendQuoted(std::string& line, std::string_view text) {
  line += '"';
  AppendEscaped(line, text);
  line += '"';
}

std::string Timestamp(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto since_epoch = std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), since_epoch.count() % 1000);
}

std::string JsonLine(std::string_view time, Level level, std::string_view message, Fields fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","message":)", time, Name(level));
  AppendQuoted(line, message);
  for (const Field& field : fields) {
    line += ',';
    AppendQuoted(line, field.name);
    line += ':';
    AppendQuoted(line, Printable(field));
  }
  line += '}';
  return line;
}

std::string TextLine(std::string_view time, Level level, std::string_view message, Fields fields) {
  std::string line = fmt::format("{} {:<7} ", time, Name(level));
  AppendEscaped(line, message);
  for (const Field& field : fields) {
    line += fmt::format(" {}=", field.name);
    const std::string_view value = Printable(field);
    if (value.empty() || value.find_first_of(" \"=\\\n\t") != std::string_view::npos) {
      AppendQuoted(line, value);
    } else {
      AppendEscaped(line, value);
    }
  }
  return line;
}

}  // namespace

std::string FormatLine(Format format, std::chrono::system_clock::time_point time, Level level,
                       std::string_view message, Fields fields) {
  const std::string timestamp = Timestamp(time);
  return format == Format::kJson ? JsonLine(timestamp, level, message, fields)
                                 : TextLine(timestamp, level, message, fields);
}

}  // namespace srnet::logging
