#include "common/logging/logger.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "common/logging/line.h"

namespace srnet::logging {
namespace {

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// The lines are made here, so spdlog only filters, serialises the threads and writes.
struct Sink {
  Sink() : logger("srnet", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger.set_pattern("%v");
    logger.set_level(spdlog::level::info);
    logger.flush_on(spdlog::level::debug);
  }
  spdlog::logger logger;
  Format format = Format::kText;
};

Sink& TheSink() {
  static Sink sink;
  return sink;
}

}  // namespace

Field::Field(std::string_view field_name, const Status& status)
    : name(field_name), value(fmt::format("{}: {}", CodeName(status.code()), Message(status))) {}

StatusOr<Level> ParseLevel(std::string_view name) {
  if (name == "debug") return Level::kDebug;
  if (name == "info") return Level::kInfo;
  if (name == "warning") return Level::kWarning;
  if (name == "error") return Level::kError;
  return InvalidArgument("unknown log level \"{}\": use debug, info, warning or error", name);
}

StatusOr<Format> ParseFormat(std::string_view name) {
  if (name == "text") return Format::kText;
  if (name == "json") return Format::kJson;
  return InvalidArgument("unknown log format \"{}\": use text or json", name);
}

void Configure(Level level, Format format) {
  TheSink().logger.set_level(ToSpdlog(level));
  TheSink().format = format;
}

void Log(Level level, std::string_view message, Fields fields) {
  Sink& sink = TheSink();
  const spdlog::level::level_enum spdlog_level = ToSpdlog(level);
  if (!sink.logger.should_log(spdlog_level)) return;
  const std::string line = FormatLine(sink.format, std::chrono::system_clock::now(), level, message, fields);
  sink.logger.log(spdlog_level, spdlog::string_view_t(line));
}

}  // namespace srnet::logging
