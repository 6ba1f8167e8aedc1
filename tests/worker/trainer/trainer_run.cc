#include "tests/worker/trainer/trainer_run.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/support/temporary_directory.h"

extern char** environ;

namespace srnet::trainer {
namespace {

// Starts the program with stderr in a file and the write end of a pipe as descriptor 3.
pid_t Start(const std::vector<std::string>& arguments, const std::string& errors, int read_end,
            int write_end) {
  std::vector<char*> argv{const_cast<char*>(SRNET_TRAINER_PATH)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0600);
  posix_spawn_file_actions_addclose(&actions, read_end);
  posix_spawn_file_actions_adddup2(&actions, write_end, trainer_protocol::kEventDescriptor);
  pid_t child = -1;
  SRNET_CHECK(::posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

void ReadEvents(int read_end, pid_t child, const OnEvent& on_event, TrainerRun& run) {
  std::FILE* stream = ::fdopen(read_end, "r");
  char* line = nullptr;
  std::size_t capacity = 0;
  for (ssize_t size = 0; (size = ::getline(&line, &capacity, stream)) > 0;) {
    // A killed trainer may leave half a line.
    if (line[size - 1] != '\n') break;
    const auto event = trainer_protocol::ParseLine({line, static_cast<std::size_t>(size - 1)});
    SRNET_CHECK(event.ok());
    run.events.push_back(*event);
    if (on_event) on_event(*event, child);
  }
  std::free(line);
  std::fclose(stream);
}

}  // namespace

TrainerRun RunTrainer(const std::vector<std::string>& arguments, const OnEvent& on_event) {
  const srnet::testing::TemporaryDirectory folder;
  const std::string errors = folder / "stderr";
  // Above any number that the child's own descriptor 3 could clash with.
  int ends[2];
  SRNET_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
  const int read_end = ::fcntl(ends[0], F_DUPFD_CLOEXEC, 20),
            write_end = ::fcntl(ends[1], F_DUPFD_CLOEXEC, 20);
  ::close(ends[0]);
  ::close(ends[1]);
  TrainerRun run;
  const pid_t child = Start(arguments, errors, read_end, write_end);
  ::close(write_end);
  ReadEvents(read_end, child, on_event, run);
  int status = 0;
  SRNET_CHECK(::waitpid(child, &status, 0) == child);
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
  std::stringstream text;
  text << std::ifstream(errors).rdbuf();
  run.errors = text.str();
  return run;
}

TrainerRun RunRequest(const trainer_protocol::Request& request, const std::vector<std::string>& flags,
                      const OnEvent& on_event) {
  const std::filesystem::path file = request.output.native() + ".json";
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << trainer_protocol::ToJson(request);
  std::vector<std::string> arguments{file};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return RunTrainer(arguments, on_event);
}

std::vector<std::string> ArtifactNames(const TrainerRun& run) {
  std::vector<std::string> names;
  for (const auto& artifact : run.All<trainer_protocol::Artifact>()) names.push_back(artifact.name);
  return names;
}

double MetricOf(const TrainerRun& run, const std::string& set, const std::string& metric,
                const std::string& group) {
  for (const auto& found : run.All<trainer_protocol::Metric>()) {
    if (found.set == set && found.metric == metric && found.group == group) return found.value;
  }
  ADD_FAILURE() << "no metric " << set << " " << metric << " " << group;
  return -1;
}

}  // namespace srnet::trainer
