#include "common/stage/canonical.h"

#include <array>
#include <cmath>

#include "common/digest/sha256.h"
#include "common/json/write.h"
#include "common/stage/fields.h"
#include "common/stage/kind.h"
#include "common/stage/names.h"

namespace srnet::stage {
namespace {

// Most stages are below this, so a text is one allocation.
constexpr std::size_t kUsualSize = 1024;

// Writes `"name":value` for each field it is shown.
class FieldWriter {
 public:
  explicit FieldWriter(std::string& out) : out_(out) {}

  template <typename Field>
  void operator()(std::string_view name, const Field& field) {
    Begin(name);
    Write(field);
  }
  template <typename Field, typename Number>
  void operator()(std::string_view name, const Field& field, const Bounds<Number>&) {
    (*this)(name, field);
  }

 private:
  void Begin(std::string_view name) {
    out_ += first_ ? '"' : ',';
    if (!first_) out_ += '"';
    first_ = false;
    out_ += name;
    out_ += "\":";
  }

  void Write(bool value) { out_ += value ? "true" : "false"; }
  void Write(std::int64_t value) { json::AppendInteger(out_, value); }
  void Write(double value) {
    // One number must have one text.
    SRNET_CHECK(!(value == 0 && std::signbit(value)));
    json::AppendDouble(out_, value);
  }
  void Write(const std::string& value) { json::AppendString(out_, value); }
  template <typename Item>
  void Write(const std::vector<Item>& values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      SRNET_CHECK(i == 0 || values[i - 1] < values[i]);
      if (i != 0) out_ += ',';
      Write(values[i]);
    }
    out_ += ']';
  }
  template <typename Choice>
  requires std::is_enum_v<Choice>
  void Write(Choice choice) {
    out_ += '"';
    out_ += Name(choice);
    out_ += '"';
  }
  template <typename Struct>
  requires std::is_class_v<Struct>
  void Write(const Struct& fields) {
    out_ += '{';
    FieldWriter nested(out_);
    VisitFields(nested, fields);
    out_ += '}';
  }

  std::string& out_;
  bool first_ = true;
};

void AppendDigest(std::string& out, const Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 2 * Digest::kBytes + 2> text;
  std::size_t at = 0;
  text[at++] = '"';
  for (const std::uint8_t byte : digest.bytes()) {
    text[at++] = kDigits[byte >> 4];
    text[at++] = kDigits[byte & 15];
  }
  text[at] = '"';
  out.append(text.data(), text.size());
}

void AppendInput(std::string& out, const Input& input) {
  out += "{\"artifact\":";
  json::AppendString(out, input.artifact);
  out += ",\"role\":";
  json::AppendString(out, input.role);
  out += ",\"stage\":";
  AppendDigest(out, input.stage.digest);
  out += '}';
}

void AppendSource(std::string& out, const Source& source) {
  out += "{\"digest\":";
  AppendDigest(out, source.digest);
  out += ",\"role\":";
  json::AppendString(out, source.role);
  out += '}';
}

template <typename Item>
void AppendByRole(std::string& out, const std::vector<Item>& items,
                  void (*append)(std::string&, const Item&)) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    SRNET_CHECK(i == 0 || items[i - 1].role < items[i].role);
    if (i != 0) out += ',';
    append(out, items[i]);
  }
  out += ']';
}

}  // namespace

void CanonicalInto(const Stage& stage, std::string& out) {
  out.clear();
  out += "{\"inputs\":";
  AppendByRole(out, stage.inputs, AppendInput);
  out += ",\"kind\":\"";
  out += KindName(stage.work);
  out += "\",\"sources\":";
  AppendByRole(out, stage.sources, AppendSource);
  out += ",\"version\":";
  json::AppendInteger(out, AlgorithmVersion(stage.work));
  out += ",\"work\":{";
  FieldWriter writer(out);
  std::visit([&](const auto& work) { VisitFields(writer, work); }, stage.work);
  out += "}}";
}

std::string Canonical(const Stage& stage) {
  std::string out;
  out.reserve(kUsualSize);
  CanonicalInto(stage, out);
  return out;
}

StageKey KeyOf(const Stage& stage) { return {DigestOf(Canonical(stage))}; }

}  // namespace srnet::stage
