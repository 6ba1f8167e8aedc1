#include "cli/output/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/output/words.h"
#include "common/json/write.h"

namespace srnet::cli {
namespace {

// A checkpoint of a base model is 0.4 GB, and a sweep has tens of them.
constexpr std::int64_t kLittleSpace = 10'000'000'000;
constexpr std::int64_t kNoSpace = 1'000'000'000;
// Leases are measured by each side's own clock; only the times that people compare are off.
constexpr std::chrono::seconds kSkew{5};

std::string_view NameOfVerdict(Verdict verdict) {
  if (verdict == Verdict::kOk) return "ok";
  return verdict == Verdict::kWarning ? "warning" : "problem";
}

void AppendField(std::string_view name, std::string_view value, std::string& object) {
  if (object.back() != '{') object += ',';
  json::AppendString(object, name);
  object += ':';
  json::AppendString(object, value);
}

Finding JudgeWorker(const v1::Worker& worker, const std::string& version) {
  const v1::WorkerDescription& description = worker.description();
  std::string devices;
  for (const v1::Device& device : description.devices())
    devices += fmt::format("{}{} ({})", devices.empty() ? "" : ", ", device.name(), device.model());
  Finding finding{.check = "worker " + worker.worker_id(),
                  .verdict = Verdict::kOk,
                  .found = fmt::format("{}, {} slot{} on {}", description.program_version(),
                                       description.slots(), description.slots() == 1 ? "" : "s", devices)};
  if (worker.draining() || worker.quarantined()) {
    finding.verdict = Verdict::kWarning;
    finding.advice = fmt::format("it takes no work until srnet workers resume {}", worker.worker_id());
  } else if (worker.resting()) {
    finding.verdict = Verdict::kWarning;
    finding.advice = "its trainers crashed too often in a row: read its log";
  } else if (description.program_version() != version) {
    finding.verdict = Verdict::kWarning;
    finding.advice = fmt::format("the coordinator is of version {}: use programs of one version", version);
  }
  return finding;
}

}  // namespace

Finding JudgeProgram(const std::string& name, const StatusOr<std::string>& version, const std::string& ours) {
  if (!version.ok()) {
    return {.check = "program " + name,
            .verdict = Verdict::kProblem,
            .found = std::string(Message(version.status())),
            .advice = "install all programs of one build into one folder"};
  }
  if (*version == ours) return {.check = "program " + name, .verdict = Verdict::kOk, .found = *version};
  return {.check = "program " + name,
          .verdict = Verdict::kProblem,
          .found = fmt::format("{}, and srnet is {}", *version, ours),
          .advice = "install all programs of one build into one folder"};
}

Finding JudgeFolder(const std::string& folder, const StatusOr<std::int64_t>& free_bytes) {
  if (!free_bytes.ok()) {
    return {.check = "state folder",
            .verdict = Verdict::kProblem,
            .found = std::string(Message(free_bytes.status())),
            .advice = "choose another with --state"};
  }
  Finding finding{.check = "state folder",
                  .verdict = Verdict::kOk,
                  .found = fmt::format("{}, {} free", folder, FormatBytes(*free_bytes))};
  if (*free_bytes >= kLittleSpace) return finding;
  finding.verdict = *free_bytes < kNoSpace ? Verdict::kProblem : Verdict::kWarning;
  finding.advice =
      "make room, or choose a folder on another disk with --state; srnet plan says what a sweep needs";
  return finding;
}

Finding JudgeCoordinator(const std::string& address, const std::string& version, const std::string& ours) {
  Finding finding{.check = "coordinator",
                  .verdict = Verdict::kOk,
                  .found = fmt::format("{} at {}", version.empty() ? "an older version" : version, address)};
  if (version == ours) return finding;
  finding.verdict = Verdict::kWarning;
  finding.advice = fmt::format("srnet is of version {}: use programs of one version", ours);
  return finding;
}

Finding JudgeClock(std::chrono::milliseconds ahead) {
  const double seconds = std::chrono::duration<double>(ahead < ahead.zero() ? -ahead : ahead).count();
  const bool agrees = seconds < std::chrono::duration<double>(kSkew).count();
  return {.check = "clock",
          .verdict = agrees ? Verdict::kOk : Verdict::kWarning,
          .found = agrees ? "agrees with the coordinator's"
                          : fmt::format("the coordinator's is {} {}", FormatSeconds(seconds),
                                        ahead < ahead.zero() ? "behind" : "ahead"),
          .advice = agrees ? "" : "times in lists are the coordinator's: set both clocks by NTP"};
}

std::vector<Finding> JudgeWorkers(const std::vector<v1::Worker>& workers, const std::string& version,
                                  bool run_brings_one) {
  std::vector<Finding> findings;
  for (const v1::Worker& worker : workers) {
    if (worker.connected()) findings.push_back(JudgeWorker(worker, version));
  }
  if (!findings.empty()) return findings;
  if (run_brings_one)
    return {{.check = "workers", .verdict = Verdict::kOk, .found = "none now; srnet run starts one"}};
  return {{.check = "workers",
           .verdict = Verdict::kWarning,
           .found = "none is connected: nothing runs until one is",
           .advice = "start srnet-worker on a machine that is to train"}};
}

Finding JudgeCatalogue(const std::string& kind, int entries, const std::string& advice) {
  return {.check = kind,
          .verdict = entries > 0 ? Verdict::kOk : Verdict::kWarning,
          .found = entries > 0 ? fmt::format("{} in the catalogue", entries) : "none in the catalogue",
          .advice = entries > 0 ? "" : advice};
}

bool HasProblem(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.verdict == Verdict::kProblem; });
}

Table MakeDiagnosisTable(const std::vector<Finding>& findings, Form form) {
  Table table;
  table.columns = {{"check"}, {"verdict"}, {"found"}, {"what to do"}};
  for (const Finding& finding : findings) {
    table.rows.push_back({finding.check, std::string(NameOfVerdict(finding.verdict)),
                          form == Form::kExact ? finding.found : FirstLine(finding.found), finding.advice});
  }
  return table;
}

std::string DiagnosisDetails(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    const std::size_t rest = FirstLine(finding.found).size() + 1;
    if (rest < finding.found.size())
      text += fmt::format("\n{}:\n{}\n", finding.check, finding.found.substr(rest));
  }
  return text;
}

std::string DiagnosisJson(const std::vector<Finding>& findings) {
  std::string text = "{\"checks\":[";
  for (const Finding& finding : findings) {
    std::string object = "{";
    AppendField("check", finding.check, object);
    AppendField("verdict", NameOfVerdict(finding.verdict), object);
    AppendField("found", finding.found, object);
    AppendField("advice", finding.advice, object);
    text += (text.back() == '[' ? "" : ",") + object + "}";
  }
  return text + "]}";
}

}  // namespace srnet::cli
