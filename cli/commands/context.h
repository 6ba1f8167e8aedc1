// What every command is given: the options that all share, where to write, and the wish to stop.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>

#include "cli/client/interruption.h"
#include "cli/output/terminal.h"
#include "common/status/status.h"

namespace srnet::cli {

// Documented in the help and in docs: scripts rely on them.
enum class ExitCode {
  kDone = 0,
  kFailed = 1,        // A stage failed, a result differs, or doctor found a problem; its message was printed.
  kUsage = 2,         // The request cannot be met as it is: unknown flag, bad specification, no such sweep.
  kUnreachable = 3,   // No coordinator answers, or it could not be started.
  kInternal = 4,      // Anything else, with its message.
  kInterrupted = 130  // Ctrl-C or SIGTERM.
};

ExitCode ExitCodeFor(const Status& status);

enum class OutputFormat { kTable, kJson, kCsv };

struct Options {
  std::filesystem::path state = "srnet-state";
  std::string server;  // Empty: embedded.
  OutputFormat output = OutputFormat::kTable;
  bool pager = true;  // Long tables may go through Context::pager.
};

struct Context {
  Options options;
  std::ostream& out;  // Results.
  std::ostream& err;  // Progress, notices, errors.
  Terminal out_terminal;
  Terminal err_terminal;
  Interruption& interruption;
  // How long stages may wait with none running until it is said why.
  std::chrono::milliseconds idle_patience{5'000};
  // Between two looks for what is new in a log.
  std::chrono::milliseconds log_pause{500};
  std::string pager = {};  // A shell command; empty: none.
};

using Command = std::function<StatusOr<ExitCode>(Context&)>;

}  // namespace srnet::cli
