#include "common/trainer_protocol/event.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <filesystem>
#include <type_traits>
#include <utility>

#include "common/json/object_reader.h"
#include "common/json/write.h"

namespace srnet::trainer_protocol {
namespace {

// A line that is longer than this is no event.
constexpr json::Limits kLineLimits{.max_bytes = 1 << 16, .max_depth = 2, .max_members = 16};

// What a text for people may take of it, escaped. It may quote an exception, whose words nobody bounds.
constexpr std::size_t kMostTextBytes = std::size_t{60} << 10;
constexpr std::string_view kCutNotice = " ... (cut here)";

constexpr std::array<std::string_view, 8> kFailureNames = {"out_of_memory", "diverged",     "bad_input",
                                                           "data_missing",  "device_fault", "preempted",
                                                           "crashed",       "cancelled"};

// In the order of the alternatives of Event.
constexpr std::array<std::string_view, std::variant_size_v<Event>> kEventNames = {
    "progress", "curve", "checkpoint", "metric", "artifact", "notice", "engine", "done", "failed"};

template <typename T, typename Struct>
concept Of = std::same_as<std::remove_const_t<T>, Struct>;

// A text for people, which may be cut where names and digests may not.
template <typename String>
struct Text {
  explicit Text(String& wrapped) : value(wrapped) {}
  String& value;
};

// The one description of every event's fields, for the writer and for the strict reader.
template <typename Visitor, Of<Progress> T>
void VisitFields(Visitor& visit, T& event) {
  visit("phase", event.phase);
  visit("step", event.step);
  visit("total_steps", event.total_steps);
  visit("examples_per_second", event.examples_per_second);
}
template <typename Visitor, Of<CurvePoint> T>
void VisitFields(Visitor& visit, T& event) {
  visit("set", event.set);
  visit("metric", event.metric);
  visit("step", event.step);
  visit("value", event.value);
}
template <typename Visitor, Of<Checkpointed> T>
void VisitFields(Visitor& visit, T& event) {
  visit("step", event.step);
}
template <typename Visitor, Of<Metric> T>
void VisitFields(Visitor& visit, T& event) {
  visit("set", event.set);
  visit("metric", event.metric);
  visit("group", event.group);
  visit("value", event.value);
}
template <typename Visitor, Of<Artifact> T>
void VisitFields(Visitor& visit, T& event) {
  visit("name", event.name);
  visit("file", event.file);
  visit("sha256", event.digest);
  visit("bytes", event.bytes);
}
template <typename Visitor, Of<Notice> T>
void VisitFields(Visitor& visit, T& event) {
  visit("text", Text(event.text));
}
template <typename Visitor, Of<Engine> T>
void VisitFields(Visitor& visit, T& event) {
  visit("torch", event.torch);
  visit("precision", event.precision);
  visit("threads", event.threads);
}
template <typename Visitor, Of<Done> T>
void VisitFields(Visitor&, T&) {}
template <typename Visitor, Of<Failed> T>
void VisitFields(Visitor& visit, T& event) {
  visit("class", event.failure_class);
  visit("message", Text(event.message));
}

// Of a character of UTF-8 that began before.
bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The beginning of the text, which says what is wrong, and that it is not all, if it is too long.
void AppendText(std::string& out, std::string_view text) {
  const std::size_t begin = out.size();
  json::AppendString(out, text);
  for (std::size_t kept = text.size(); out.size() - begin > kMostTextBytes;) {
    // Escapes lengthen some bytes more than others, so one cut may not be enough.
    kept = kept * (kMostTextBytes - kCutNotice.size()) / (out.size() - begin);
    while (kept > 0 && IsContinuation(text[kept])) --kept;
    out.resize(begin);
    json::AppendString(out, fmt::format("{}{}", text.substr(0, kept), kCutNotice));
  }
}

class FieldWriter {
 public:
  explicit FieldWriter(std::string& out) : out_(out) {}

  template <typename Field>
  void operator()(std::string_view name, const Field& field) {
    out_ += ",\"";
    out_ += name;
    out_ += "\":";
    Write(field);
  }

 private:
  void Write(std::int64_t value) { json::AppendInteger(out_, value); }
  void Write(double value) { json::AppendDouble(out_, value); }
  void Write(const std::string& value) { json::AppendString(out_, value); }
  void Write(const Text<const std::string>& text) { AppendText(out_, text.value); }
  void Write(const Digest& value) { json::AppendString(out_, value.ToHex()); }
  void Write(FailureClass value) { json::AppendString(out_, Name(value)); }

  std::string& out_;
};

class FieldReader {
 public:
  explicit FieldReader(json::ObjectReader& object) : object_(object) {}

  void operator()(std::string_view name, std::int64_t& field) {
    object_.Read(name, field);
    if (object_.ok() && field < 0) object_.Fail(name, "must not be negative");
  }
  void operator()(std::string_view name, double& field) { object_.Read(name, field); }
  void operator()(std::string_view name, std::string& field) { object_.Read(name, field); }
  void operator()(std::string_view name, Text<std::string> text) { object_.Read(name, text.value); }
  void operator()(std::string_view name, Digest& field) { Parse(name, field, Digest::Parse); }
  void operator()(std::string_view name, FailureClass& field) { Parse(name, field, ParseFailureClass); }

 private:
  template <typename Field>
  void Parse(std::string_view name, Field& field, StatusOr<Field> (*parse)(std::string_view)) {
    std::string text;
    object_.Read(name, text);
    if (!object_.ok()) return;
    const StatusOr<Field> parsed = parse(text);
    if (!parsed.ok()) return object_.Fail(name, Message(parsed.status()));
    field = *parsed;
  }

  json::ObjectReader& object_;
};

template <std::size_t... Index>
Event MakeEvent(std::size_t wanted, std::index_sequence<Index...>) {
  Event event;
  (void)((wanted == Index ? (event.emplace<Index>(), true) : false) || ...);
  return event;
}

// A product lies inside the output folder and nowhere else.
bool StaysInside(std::string_view file) {
  const std::filesystem::path path(file);
  return !file.empty() && path.is_relative() &&
         std::ranges::none_of(path, [](const auto& part) { return part == ".."; });
}

}  // namespace

std::string_view Name(FailureClass failure_class) {
  return kFailureNames[static_cast<std::size_t>(failure_class)];
}

StatusOr<FailureClass> ParseFailureClass(std::string_view name) {
  const auto found = std::find(kFailureNames.begin(), kFailureNames.end(), name);
  if (found == kFailureNames.end()) return InvalidArgument("\"{}\" is not a class of failure", name);
  return static_cast<FailureClass>(found - kFailureNames.begin());
}

std::string ToLine(const Event& event) {
  std::string line = fmt::format("{{\"event\":\"{}\"", kEventNames[event.index()]);
  FieldWriter writer(line);
  std::visit([&](const auto& fields) { VisitFields(writer, fields); }, event);
  line += '}';
  return line;
}

StatusOr<Event> ParseLine(std::string_view line) {
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(line, kLineLimits));
  json::ObjectReader object(value, "");
  std::string name;
  object.Read("event", name);
  const auto found = std::find(kEventNames.begin(), kEventNames.end(), name);
  if (found == kEventNames.end()) object.Fail("event", fmt::format("\"{}\" is not an event", name));
  if (!object.ok()) return object.Finish();
  Event event = MakeEvent(found - kEventNames.begin(), std::make_index_sequence<kEventNames.size()>());
  FieldReader reader(object);
  std::visit([&](auto& fields) { VisitFields(reader, fields); }, event);
  const auto* artifact = std::get_if<Artifact>(&event);
  if (artifact != nullptr && !StaysInside(artifact->file)) {
    object.Fail("file", fmt::format("\"{}\" is not a file inside the output folder", artifact->file));
  }
  SRNET_RETURN_IF_ERROR(object.Finish());
  return event;
}

}  // namespace srnet::trainer_protocol
