#include "worker/trainer/command_line.h"

#include <charconv>
#include <string>

namespace srnet::trainer {
namespace {

// The value of a flag given as "--flag VALUE" or "--flag=VALUE"; moves past it.
StatusOr<std::int64_t> NumberAfter(std::string_view flag, std::string_view argument,
                                   std::span<const char* const>& rest) {
  std::string_view text;
  if (argument.size() > flag.size()) {
    text = argument.substr(flag.size() + 1);
  } else if (!rest.empty()) {
    text = rest.front();
    rest = rest.subspan(1);
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 1'000'000'000) {
    return InvalidArgument("{} wants a whole number from 0 to 1000000000, got \"{}\"", flag, text);
  }
  return value;
}

bool IsFlag(std::string_view argument, std::string_view flag) {
  return argument == flag || (argument.starts_with(flag) && argument[flag.size()] == '=');
}

}  // namespace

StatusOr<CommandLine> ParseCommandLine(std::span<const char* const> arguments) {
  CommandLine line;
  while (!arguments.empty()) {
    const std::string_view argument = arguments.front();
    arguments = arguments.subspan(1);
    if (argument == "--help" || argument == "-h") {
      line.help = true;
      return line;
    }
    if (argument == "--version") {
      line.version = true;
      return line;
    }
    if (argument == "--quiet") {
      line.quiet = true;
    } else if (argument == "--keep-resume") {
      line.keep_resume = true;
    } else if (IsFlag(argument, "--events-fd")) {
      SRNET_ASSIGN_OR_RETURN(const std::int64_t value, NumberAfter("--events-fd", argument, arguments));
      line.events_fd = static_cast<int>(value);
    } else if (IsFlag(argument, "--checkpoint-seconds")) {
      SRNET_ASSIGN_OR_RETURN(const std::int64_t value,
                             NumberAfter("--checkpoint-seconds", argument, arguments));
      line.checkpoint_period = std::chrono::seconds(value);
    } else if (IsFlag(argument, "--checkpoint-every-steps")) {
      SRNET_ASSIGN_OR_RETURN(line.checkpoint_every_steps,
                             NumberAfter("--checkpoint-every-steps", argument, arguments));
    } else if (argument.starts_with("-")) {
      return InvalidArgument("unknown flag {}; srnet-trainer --help lists all", argument);
    } else if (!line.request.empty()) {
      return InvalidArgument("one request at a time: {} and {}", line.request.native(), argument);
    } else {
      line.request = argument;
    }
  }
  if (line.request.empty())
    return InvalidArgument("no request file given; srnet-trainer --help says what to give");
  return line;
}

}  // namespace srnet::trainer
