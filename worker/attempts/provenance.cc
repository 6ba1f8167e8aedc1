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

void AppendTexts(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  json::AppendString(out, name);
  out += ":[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    json::AppendString(out, values[i]);
  }
  out += "],";
}

void AppendSeconds(std::string& out, std::string_view name, std::chrono::duration<double> value) {
  json::AppendString(out, name);
  out += ':';
  // Milliseconds are all that means anything here.
  json::AppendDouble(
      out, static_cast<double>(std::chrono::round<std::chrono::milliseconds>(value).count()) / 1000);
}

}  // namespace

std::string ToJson(const WorkerProvenance& worker, const RunProvenance& run,
                   const trainer_protocol::Engine& engine, const std::vector<std::string>& notices) {
  std::string out = "{";
  AppendText(out, "device", worker.device);
  AppendText(out, "device_model", worker.device_model);
  AppendText(out, "host", worker.host);
  AppendTexts(out, "notices", notices);
  out += "\"peak_memory_bytes\":";
  json::AppendInteger(out, run.peak_memory_bytes);
  out += ',';
  AppendText(out, "precision", engine.precision);
  out += "\"seconds\":{";
  AppendSeconds(out, "fetch", run.fetch);
  out += ',';
  AppendSeconds(out, "run", run.run);
  out += ',';
  AppendSeconds(out, "upload", run.upload);
  out += "},\"threads\":";
  json::AppendInteger(out, engine.threads > 0 ? engine.threads : worker.threads);
  out += ',';
  AppendText(out, "torch", engine.torch);
  AppendText(out, "version", worker.version);
  AppendText(out, "worker", worker.worker);
  out.back() = '}';
  return out;
}

}  // namespace srnet::attempts
