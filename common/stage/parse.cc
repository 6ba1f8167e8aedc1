#include "common/stage/parse.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "common/json/object_reader.h"
#include "common/stage/canonical.h"
#include "common/stage/consistency.h"
#include "common/stage/fields.h"
#include "common/stage/kind.h"
#include "common/stage/names.h"

namespace srnet::stage {
namespace {

using json::ObjectReader;

template <typename T>
std::string TextOf(const Bounds<T>& bounds) {
  return fmt::format("must lie in {}{}, {}{}", bounds.low_open ? '(' : '[', bounds.low, bounds.high,
                     bounds.high_open ? ')' : ']');
}

// Fills each field it is shown from the member of that name.
class FieldReader {
 public:
  explicit FieldReader(ObjectReader& object) : object_(object) {}

  void operator()(std::string_view name, std::int64_t& field, const Bounds<std::int64_t>& bounds) {
    ReadNumber(name, field, bounds);
  }
  void operator()(std::string_view name, double& field, const Bounds<double>& bounds) {
    ReadNumber(name, field, bounds);
    if (field == 0 && std::signbit(field)) object_.Fail(name, "must not be -0; write 0");
  }
  void operator()(std::string_view name, bool& field) { object_.Read(name, field); }
  void operator()(std::string_view name, std::string& field) { object_.Read(name, field); }
  void operator()(std::string_view name, std::vector<std::string>& field) {
    ReadList(name, "strings", field, [](const std::string&) { return true; });
  }
  void operator()(std::string_view name, std::vector<std::int64_t>& field,
                  const Bounds<std::int64_t>& bounds) {
    if (ReadList(name, "integers", field, [&](std::int64_t item) { return bounds.Hold(item); })) return;
    object_.Fail(name, TextOf(bounds));
  }
  template <typename Choice>
  requires std::is_enum_v<Choice>
  void operator()(std::string_view name, Choice& field) {
    std::string text;
    object_.Read(name, text);
    if (!object_.ok() || ParseChoice(text, field)) return;
    object_.Fail(name, fmt::format("\"{}\" is none of {}", text, fmt::join(NamesOf(Choice{}), ", ")));
  }
  template <typename Struct>
  requires requires(FieldReader& reader, Struct& fields) { VisitFields(reader, fields); }
  void operator()(std::string_view name, Struct& field) {
    const json::Value* value = object_.Need(name);
    if (value == nullptr) return;
    ObjectReader nested(*value, object_.PathOf(name));
    FieldReader reader(nested);
    VisitFields(reader, field);
    object_.Fail(nested.Finish());
  }

 private:
  template <typename T>
  void ReadNumber(std::string_view name, T& field, const Bounds<T>& bounds) {
    object_.Read(name, field);
    if (object_.ok() && !bounds.Hold(field)) object_.Fail(name, TextOf(bounds));
  }

  // Whether all items may be; the list is sorted, and no item may stand in it twice.
  template <typename Item, typename MayBe>
  bool ReadList(std::string_view name, std::string_view what, std::vector<Item>& field, const MayBe& may_be);

  ObjectReader& object_;
};

template <typename Item, typename MayBe>
bool FieldReader::ReadList(std::string_view name, std::string_view what, std::vector<Item>& field,
                           const MayBe& may_be) {
  const json::Array* items = object_.ReadArray(name);
  if (items == nullptr) return true;
  for (const json::Value& item : *items) {
    const auto* read = std::get_if<Item>(&item.data);
    if (read == nullptr) {
      object_.Fail(name, fmt::format("expected {}, got {}", what, TypeName(item)));
      return true;
    }
    if (!may_be(*read)) return false;
    field.push_back(*read);
  }
  std::sort(field.begin(), field.end());
  const auto repeated = std::adjacent_find(field.begin(), field.end());
  if (repeated != field.end()) object_.Fail(name, fmt::format("\"{}\" appears twice", *repeated));
  return true;
}

void ReadDigest(ObjectReader& object, std::string_view name, Digest& into) {
  std::string text;
  object.Read(name, text);
  if (!object.ok()) return;
  const StatusOr<Digest> digest = Digest::Parse(text);
  if (!digest.ok()) return object.Fail(name, Message(digest.status()));
  into = *digest;
}

StatusOr<Input> ReadItem(const json::Value& value, std::string path, std::type_identity<Input>) {
  ObjectReader object(value, std::move(path));
  Input input;
  object.Read("artifact", input.artifact);
  object.Read("role", input.role);
  ReadDigest(object, "stage", input.stage.digest);
  SRNET_RETURN_IF_ERROR(object.Finish());
  return input;
}

StatusOr<Source> ReadItem(const json::Value& value, std::string path, std::type_identity<Source>) {
  ObjectReader object(value, std::move(path));
  Source source;
  ReadDigest(object, "digest", source.digest);
  object.Read("role", source.role);
  SRNET_RETURN_IF_ERROR(object.Finish());
  return source;
}

// Inputs or sources, sorted by role; the roles must be those of the kind.
template <typename Item>
Status ReadByRole(ObjectReader& object, std::string_view name, std::string_view kind,
                  std::span<const Role> roles, std::vector<Item>& into) {
  const json::Array* items = object.ReadArray(name);
  if (items == nullptr) return object.Finish();
  const std::string path = object.PathOf(name);
  for (std::size_t i = 0; i < items->size(); ++i) {
    SRNET_ASSIGN_OR_RETURN(Item item,
                           ReadItem((*items)[i], fmt::format("{}[{}]", path, i), std::type_identity<Item>()));
    const bool known = std::ranges::any_of(roles, [&](const Role& role) { return role.name == item.role; });
    if (!known) return InvalidArgument("{}[{}].role: {} has no role \"{}\"", path, i, kind, item.role);
    into.push_back(std::move(item));
  }
  std::sort(into.begin(), into.end());
  for (std::size_t i = 1; i < into.size(); ++i) {
    if (into[i - 1].role == into[i].role) {
      return InvalidArgument("{}: the role \"{}\" appears twice", path, into[i].role);
    }
  }
  for (const Role& role : roles) {
    const bool present = std::ranges::any_of(into, [&](const Item& item) { return item.role == role.name; });
    if (role.required && !present) {
      return InvalidArgument("{}: {} needs the role \"{}\"", path, kind, role.name);
    }
  }
  return Status();
}

template <std::size_t... Index>
Work MakeWork(std::size_t wanted, std::index_sequence<Index...>) {
  Work work;
  (void)((wanted == Index ? (work.emplace<Index>(), true) : false) || ...);
  return work;
}

// Sets the alternative that `kind` names, with default fields, and checks the version beside it.
void ReadKind(ObjectReader& object, Work& work) {
  std::string name;
  std::int64_t version = 0;
  object.Read("kind", name);
  object.Read("version", version);
  if (!object.ok()) return;
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const Kind& kind = Kinds()[i];
    if (kind.name != name) continue;
    work = MakeWork(i, std::make_index_sequence<kKindCount>());
    if (version == kind.version) return;
    return object.Fail(
        "version", fmt::format("{} has version {} in this program, got {}; use programs of one release", name,
                               kind.version, version));
  }
  object.Fail("kind", fmt::format("\"{}\" is not a kind of stage", name));
}

}  // namespace

StatusOr<Stage> ReadStage(const json::Value& value, const std::string& path) {
  ObjectReader object(value, path);
  Stage stage;
  ReadKind(object, stage.work);
  const json::Value* fields = object.Need("work");
  if (!object.ok()) return object.Finish();
  const Kind& kind = KindOf(stage.work);
  ObjectReader work_object(*fields, object.PathOf("work"));
  FieldReader reader(work_object);
  std::visit([&](auto& work) { VisitFields(reader, work); }, stage.work);
  SRNET_RETURN_IF_ERROR(work_object.Finish());
  SRNET_RETURN_IF_ERROR(ReadByRole(object, "inputs", kind.name, kind.inputs, stage.inputs));
  SRNET_RETURN_IF_ERROR(ReadByRole(object, "sources", kind.name, kind.sources, stage.sources));
  SRNET_RETURN_IF_ERROR(object.Finish());
  SRNET_RETURN_IF_ERROR(CheckConsistency(stage, path));
  return stage;
}

StatusOr<Stage> ParseStage(std::string_view text) {
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(text));
  return ReadStage(value, "");
}

}  // namespace srnet::stage
