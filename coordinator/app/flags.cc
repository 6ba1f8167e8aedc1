#include "coordinator/app/flags.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

namespace srnet::app {
namespace {

constexpr int kUsageError = 2;

// CLI11 wants the complaint as text, empty when there is none.
template <typename Parse>
CLI::Validator Check(Parse parse, const std::string& type) {
  return {[parse](const std::string& text) {
            const auto parsed = parse(text);
            return parsed.ok() ? std::string() : std::string(Message(parsed.status()));
          },
          type};
}

// Help and version are no errors; CLI11 throws them all the same.
int EndParsing(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  fmt::print(stderr, "srnet-coordinator: {}; see srnet-coordinator --help\n", error.what());
  return kUsageError;
}

std::chrono::milliseconds Seconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(seconds * 1000)));
}

void DeclareDiskReserve(CLI::App& app, std::int64_t& bytes) {
  constexpr std::int64_t kMost = std::int64_t{1} << 60;
  app.add_option("--disk-reserve", bytes,
                 "Bytes of the disk that artifacts leave free, for example 2GB, so that results are still "
                 "recorded when it is nearly full")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::int64_t{0}, kMost, "at most 1EB"))
      ->capture_default_str();
}

struct OwnerTexts {
  std::vector<std::string> weights;
  std::vector<std::string> quotas;
};

void DeclareOwners(CLI::App& app, OwnerTexts& texts) {
  app.add_option(
         "--weight", texts.weights,
         "OWNER=NUMBER: two get twice the slots of one while both have stages waiting, * for all others; "
         "1 by default; repeatable. In this version every sweep is of the owner \"local\"")
      ->take_all();
  app.add_option(
         "--quota", texts.quotas,
         "OWNER=SLOTS: the most attempts at a time, * for all others; none by default; repeatable. In "
         "this version every sweep is of the owner \"local\"")
      ->take_all();
}

// Beyond `most` when it is none.
std::uint32_t ReadNumber(std::string_view text, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : most + 1;
}

core::OwnerNumbers ReadOwners(const std::string& flag, const std::vector<std::string>& texts,
                              std::uint32_t least) {
  constexpr std::uint32_t kMost = 1'000'000;
  core::OwnerNumbers numbers;
  for (const std::string& text : texts) {
    const std::size_t equals = text.rfind('=');
    const bool has_owner = equals != std::string::npos && equals > 0;
    const std::uint32_t number =
        has_owner ? ReadNumber(std::string_view(text).substr(equals + 1), kMost) : kMost + 1;
    if (number < least || number > kMost) {
      throw CLI::ValidationError(
          flag, fmt::format("\"{}\" is not of the form OWNER={}, with a whole number from {} to {}", text,
                            flag == "--quota" ? "SLOTS" : "NUMBER", least, kMost));
    }
    if (!numbers.emplace(text.substr(0, equals), number).second)
      throw CLI::ValidationError(flag, fmt::format("{} is given twice", text.substr(0, equals)));
  }
  return numbers;
}

}  // namespace

ParsedFlags ParseFlags(int argc, const char* const* argv) {
  ParsedFlags parsed;
  CoordinatorOptions& options = parsed.flags.coordinator;
  double lease = 30;
  double report_interval = 2;
  std::string level = "info";
  std::string format = "text";

  CLI::App app(
      "The coordinator of srnet: plans sweeps, hands their stages to workers and keeps what comes of them.",
      "srnet-coordinator");
  app.set_version_flag("--version", std::string(ProgramVersion()));
  app.add_option("--state", options.state, "Folder of the database and the artifacts; made when missing")
      ->required();
  app.add_option("--listen", options.server.listen,
                 "unix:PATH or HOST:PORT, port 0 for any free one; repeatable")
      ->take_all();
  app.add_flag("--insecure-plaintext", options.server.insecure_plaintext,
               "Listen in plain text on addresses that other machines can reach");
  app.add_option("--admin", options.admin, "HOST:PORT of /healthz, /readyz and /metrics; none by default");
  app.add_option("--lease", lease, "Seconds after which a silent worker loses its attempts")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str();
  app.add_option("--report-interval", report_interval, "Seconds between the reports of a worker")
      ->check(CLI::Range(0.05, 3600.0))
      ->capture_default_str();
  DeclareDiskReserve(app, options.disk_reserve);
  app.add_option("--ready-fd", parsed.flags.ready_descriptor,
                 "Descriptor that gets a line \"ready ADDRESS\" for each listener, and is closed then")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--log-level", level, "debug, info, warning or error")
      ->check(Check(logging::ParseLevel, "LEVEL"))
      ->capture_default_str();
  app.add_option("--log-format", format, "text or json")
      ->check(Check(logging::ParseFormat, "FORMAT"))
      ->capture_default_str();
  OwnerTexts owners;
  DeclareOwners(app, owners);
  try {
    app.parse(argc, argv);
    options.weights = ReadOwners("--weight", owners.weights, 1);
    options.quotas = ReadOwners("--quota", owners.quotas, 0);
    if (report_interval * 2 > lease) {
      throw CLI::ValidationError("--lease",
                                 "must be at least twice the report interval, or workers lose their "
                                 "attempts between two reports");
    }
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = EndParsing(app, error);
  }
  if (options.server.listen.empty()) options.server.listen = {"unix:" + (options.state / "socket").native()};
  options.lease = Seconds(lease);
  options.report_interval = Seconds(report_interval);
  if (!parsed.exit_code) {
    parsed.flags.log_level = *logging::ParseLevel(level);
    parsed.flags.log_format = *logging::ParseFormat(format);
  }
  return parsed;
}

}  // namespace srnet::app
