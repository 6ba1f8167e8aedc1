// The log of a program: one line per event on stderr, as text for people or as JSON for machines.
//
//   LogInfo("worker connected", {{"worker", id}, {"slots", 4}});
//   2026-01-02T03:04:05.678Z info  worker connected worker=w1 slots=4
//   {"time":"2026-01-02T03:04:05.678Z","level":"info","message":"worker connected","worker":"w1","slots":"4"}
//
// The message is a constant; what varies goes into fields. A field named password, secret, authorization or
// access_token is printed as "***", whatever its value. Control characters are escaped in both forms, so no
// input can forge a line. Any thread. The one global object of the project.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::logging {

enum class Level { kDebug, kInfo, kWarning, kError };
enum class Format { kText, kJson };

struct Field {
  template <typename Value>
  Field(std::string_view field_name, const Value& field_value)
      : name(field_name), value(fmt::format("{}", field_value)) {}
  Field(std::string_view field_name, const Status& status);

  std::string_view name;
  std::string value;
};

using Fields = std::initializer_list<Field>;

// "debug", "info", "warning" or "error"; "text" or "json". Else INVALID_ARGUMENT.
StatusOr<Level> ParseLevel(std::string_view name);
StatusOr<Format> ParseFormat(std::string_view name);

// Level info and format text until this is called, once, before threads start.
void Configure(Level level, Format format);

void Log(Level level, std::string_view message, Fields fields = {});

inline void LogDebug(std::string_view message, Fields fields = {}) { Log(Level::kDebug, message, fields); }
inline void LogInfo(std::string_view message, Fields fields = {}) { Log(Level::kInfo, message, fields); }
inline void LogWarning(std::string_view message, Fields fields = {}) {
  Log(Level::kWarning, message, fields);
}
inline void LogError(std::string_view message, Fields fields = {}) { Log(Level::kError, message, fields); }

}  // namespace srnet::logging
