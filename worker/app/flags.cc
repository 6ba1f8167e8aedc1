#include "worker/app/flags.h"

#include <vector>

#include <CLI/CLI.hpp>

namespace srnet::worker {
namespace {

struct Texts {
  std::vector<std::string> labels;
  std::string log_level = "info";
  std::string log_format = "text";
};

void Declare(CLI::App& app, Flags& flags, Texts& texts) {
  app.set_version_flag("--version", SRNET_VERSION);
  app.add_option("--coordinator", flags.coordinator, "Where the coordinator listens: unix:PATH or HOST:PORT")
      ->required();
  app.add_option("--state", flags.state, "Folder of this worker: cache, running attempts, resume checkpoints")
      ->required();
  app.add_option("--id", flags.id, "Name of this worker; by default one kept in the state folder");
  app.add_option("--slots", flags.slots, "Stages that run at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--prefetch", flags.prefetch, "Stages granted ahead, whose inputs are fetched early")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_option("--threads-per-slot", flags.threads_per_slot,
                 "Threads of each trainer; 0: an equal share of the cores")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  app.add_option("--trainer", flags.trainer, "The trainer program; by default srnet-trainer beside this one");
  app.add_option("--cache-bytes", flags.cache_bytes, "Limit of the artifact cache, for example 20GB")
      ->transform(CLI::AsSizeValue(false))
      ->default_str("20GB");
  app.add_option("--label", texts.labels, "KEY=VALUE that sweeps may ask for; may be repeated");
  app.add_option("--ready-fd", flags.ready_fd, "Descriptor to write \"ready\" to once connected");
  app.add_option("--log-level", texts.log_level, "debug, info, warning or error")->capture_default_str();
  app.add_option("--log-format", texts.log_format, "text or json")->capture_default_str();
}

Status ReadTexts(const Texts& texts, Flags& flags) {
  SRNET_ASSIGN_OR_RETURN(flags.log_level, logging::ParseLevel(texts.log_level));
  SRNET_ASSIGN_OR_RETURN(flags.log_format, logging::ParseFormat(texts.log_format));
  for (const std::string& label : texts.labels) {
    const std::size_t equals = label.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return InvalidArgument("--label: \"{}\" is not of the form KEY=VALUE", label);
    }
    if (!flags.labels.emplace(label.substr(0, equals), label.substr(equals + 1)).second) {
      return InvalidArgument("--label: the key \"{}\" is given twice", label.substr(0, equals));
    }
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::variant<Flags, Notice>> ParseFlags(int argc, const char* const* argv) {
  CLI::App app("srnet-worker: runs the stages that a coordinator grants to this machine", "srnet-worker");
  Flags flags;
  Texts texts;
  Declare(app, flags, texts);
  // The one place where CLI11's exceptions are caught.
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Notice{app.help()};
  } catch (const CLI::CallForVersion&) {
    return Notice{std::string(SRNET_VERSION) + "\n"};
  } catch (const CLI::ParseError& error) {
    return InvalidArgument("{} (srnet-worker --help lists the flags)", error.what());
  }
  SRNET_RETURN_IF_ERROR(ReadTexts(texts, flags));
  return flags;
}

}  // namespace srnet::worker
