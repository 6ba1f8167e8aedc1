// srnet-trainer: runs one stage and ends. The worker starts it as a child; a person may start it by hand.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "common/files/files.h"
#include "common/stage/canonical.h"
#include "common/trainer_protocol/request.h"
#include "model/training/keep_freed_memory.h"
#include "model/training/resume_store.h"
#include "worker/trainer/command_line.h"
#include "worker/trainer/engine.h"
#include "worker/trainer/event_pipe.h"
#include "worker/trainer/failure.h"
#include "worker/trainer/reporter.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/stop_signal.h"

namespace srnet::trainer {
namespace {

constexpr int kDone = 0, kFailed = 1, kUsageError = 2;
constexpr std::uint64_t kMaxRequestBytes = 1 << 20;

StatusOr<trainer_protocol::Request> ReadRequest(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxRequestBytes));
  auto request = trainer_protocol::ParseRequest(text, std::filesystem::absolute(path).parent_path());
  if (!request.ok()) return Annotate(request.status(), path.native());
  return request;
}

Status Run(const CommandLine& line, const trainer_protocol::Request& request, Reporter& reporter) {
  // Moments of rarely used embeddings fade into denormal numbers, which cost a hundred times a normal one.
  // The pool's threads inherit this setting, so it comes first.
  at::globalContext().setFlushDenormal(true);
  if (!training::KeepFreedMemory())
    reporter.Notice("the allocator cannot keep freed memory: steps are slower");
  at::set_num_threads(request.threads);
  StageContext context{.request = request,
                       .reporter = reporter,
                       .checkpoint_period = line.checkpoint_period,
                       .checkpoint_every_steps = line.checkpoint_every_steps};
  return RunStage(context);
}

int Fail(const trainer_protocol::Failed& failed, Reporter& reporter) {
  reporter.Report(failed);
  std::fprintf(stderr, "srnet-trainer: %s: %s\n", std::string(Name(failed.failure_class)).c_str(),
               failed.message.c_str());
  return kFailed;
}

// What a finished stage leaves behind in its resume folder is of no use to a person who has its products at
// hand; failing to remove it harms nobody, and "done" was the last word already.
void RemoveResumeFiles(const trainer_protocol::Request& request) {
  std::error_code error;
  if (!std::filesystem::exists(request.resume, error)) return;
  auto store = training::ResumeStore::Open(request.resume, stage::KeyOf(request.stage));
  std::vector<std::string> unheard;
  if (store.ok()) store->Clear(unheard);
}

int RunRequest(const CommandLine& line, const trainer_protocol::Request& request, Reporter& reporter) {
  const Status status = Run(line, request, reporter);
  if (!status.ok()) return Fail(FailureOf(status), reporter);
  reporter.Report(EngineFor(request.stage));
  reporter.Report(trainer_protocol::Done{});
  if (!line.keep_resume) RemoveResumeFiles(request);
  return kDone;
}

int Main(std::span<const char* const> arguments) {
  const auto line = ParseCommandLine(arguments);
  if (!line.ok()) {
    std::fprintf(stderr, "srnet-trainer: %s\n", std::string(Message(line.status())).c_str());
    return kUsageError;
  }
  if (line->help) {
    std::fwrite(kUsage.data(), 1, kUsage.size(), stdout);
    return kDone;
  }
  if (line->version) {
    std::puts(SRNET_VERSION);
    return kDone;
  }
  EventPipe pipe(line->events_fd);
  CatchStopSignals();
  Reporter reporter(pipe,
                    {.stream = line->quiet ? nullptr : stderr, .terminal = ::isatty(STDERR_FILENO) == 1});
  try {
    const auto request = ReadRequest(line->request);
    if (!request.ok()) {
      Fail(FailureOf(request.status()), reporter);
      return kUsageError;
    }
    return RunRequest(*line, *request, reporter);
  } catch (const std::exception& exception) {
    return Fail(FailureOf(exception), reporter);
  }
}

}  // namespace
}  // namespace srnet::trainer

int main(int argument_count, char** arguments) {
  return srnet::trainer::Main({arguments + 1, static_cast<std::size_t>(argument_count - 1)});
}
