#include "cli/output/log_text.h"

#include <fmt/format.h>

#include "cli/output/words.h"
#include "common/json/write.h"

namespace srnet::cli {

std::string_view LastLines(std::string_view text, std::int64_t count) {
  if (count <= 0) return {};
  std::size_t begin = text.size();
  while (begin > 0) {
    // A line feed at the very end belongs to the last line.
    const bool starts_a_line = begin < text.size() && text[begin - 1] == '\n';
    if (starts_a_line && --count == 0) break;
    --begin;
  }
  return text.substr(begin);
}

std::string LogText(const v1::GetLogResponse& response) {
  std::string text;
  if (response.skipped_bytes() > 0)
    text = fmt::format("({} of the log are missing here)\n", FormatBytes(response.skipped_bytes()));
  text += response.data();
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

std::string LogJson(const v1::GetLogResponse& response) {
  const std::string start =
      fmt::format("{{\"stage_key\":\"{}\",\"attempt\":{},", response.stage_key(), response.attempt());
  std::string text;
  if (response.skipped_bytes() > 0)
    text = fmt::format("{}\"skipped_bytes\":\"{}\"}}\n", start, response.skipped_bytes());
  for (std::string_view rest = response.data(); !rest.empty();) {
    const std::size_t end = rest.find('\n');
    text += start + "\"line\":";
    json::AppendString(text, rest.substr(0, end));
    text += "}\n";
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return text;
}

}  // namespace srnet::cli
