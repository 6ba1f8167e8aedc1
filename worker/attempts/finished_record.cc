#include "worker/attempts/finished_record.h"

#include <string_view>

#include "common/files/files.h"
#include "common/json/object_reader.h"
#include "common/json/value.h"
#include "common/json/write.h"

namespace srnet::attempts {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20;
constexpr std::string_view kFile = "finished.jsonl";

// The first line; each further one is an event.
std::string Header(const FinishedRecord& record) {
  std::string line = "{\"fetch_seconds\":";
  json::AppendDouble(line, record.run.fetch.count());
  line += ",\"label\":";
  json::AppendString(line, record.label);
  line += ",\"peak_memory_bytes\":";
  json::AppendInteger(line, record.run.peak_memory_bytes);
  line += ",\"run_seconds\":";
  json::AppendDouble(line, record.run.run.count());
  return line + "}";
}

Status ReadHeader(std::string_view line, FinishedRecord& record) {
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(line));
  json::ObjectReader object(value, "");
  double fetch = 0;
  double run = 0;
  object.Read("fetch_seconds", fetch);
  object.Read("label", record.label);
  object.Read("peak_memory_bytes", record.run.peak_memory_bytes);
  object.Read("run_seconds", run);
  record.run.fetch = std::chrono::duration<double>(fetch);
  record.run.run = std::chrono::duration<double>(run);
  return object.Finish();
}

}  // namespace

Status WriteFinished(const std::filesystem::path& folder, const FinishedRecord& record) {
  std::string text = Header(record) + "\n";
  for (const trainer_protocol::Event& event : record.events) text += trainer_protocol::ToLine(event) + "\n";
  return WriteFileAtomically(folder / kFile, text);
}

StatusOr<FinishedRecord> ReadFinished(const std::filesystem::path& folder) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(folder / kFile, kMaxBytes));
  FinishedRecord record;
  std::string_view rest = text;
  for (bool header = true; !rest.empty(); header = false) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return InvalidArgument("{}: a line is cut", (folder / kFile).native());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (header) {
      SRNET_RETURN_IF_ERROR(ReadHeader(line, record));
    } else {
      SRNET_ASSIGN_OR_RETURN(trainer_protocol::Event event, trainer_protocol::ParseLine(line));
      record.events.push_back(std::move(event));
    }
  }
  return record;
}

}  // namespace srnet::attempts
