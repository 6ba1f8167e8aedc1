#include "worker/attempts/provenance.h"

#include <string_view>

#include "common/json/write.h"

namespace srnet::attempts {
namespace {

void AppendText(std::string& out, std::string_view name, std::string_view value) {
  json::AppendString(out, name);
  out += ':';
  json::AppendString(out, value);
  out += ',';
}

void AppendSeconds(std::string& out, std::string_view name, std::chrono::duration<double> value) {
  json::AppendString(out, name);
  out += ':';
  // Milliseconds are all that means anything here.
  json::AppendDouble(
      out, static_cast<double>(std::chrono::round<std::chrono::milliseconds>(value).count()) / 1000);
}

}  // namespace

std::string ToJson(const WorkerProvenance& worker, const RunProvenance& run) {
  std::string out = "{";
  AppendText(out, "device", worker.device);
  AppendText(out, "device_model", worker.device_model);
  AppendText(out, "host", worker.host);
  out += "\"peak_memory_bytes\":";
  json::AppendInteger(out, run.peak_memory_bytes);
  out += ",\"seconds\":{";
  AppendSeconds(out, "fetch", run.fetch);
  out += ',';
  AppendSeconds(out, "run", run.run);
  out += ',';
  AppendSeconds(out, "upload", run.upload);
  out += "},\"threads\":";
  json::AppendInteger(out, worker.threads);
  out += ',';
  AppendText(out, "version", worker.version);
  AppendText(out, "worker", worker.worker);
  out.back() = '}';
  return out;
}

}  // namespace srnet::attempts
