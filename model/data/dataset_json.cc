#include "model/data/dataset_json.h"

#include <initializer_list>

#include <nlohmann/json.hpp>

namespace srnet::data {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;

// A JSON object that is read key by key; the first defect is kept and the rest of the reading does nothing.
class ObjectReader {
 public:
  explicit ObjectReader(const json& object) : object_(object) {
    if (!object.is_object()) status_ = InvalidArgument("not a JSON object");
  }

  void Read(const char* key, std::string& value) { ReadAs(key, "a string", &json::is_string, value); }
  void Read(const char* key, int& value) {
    std::int64_t wide = 0;
    ReadAs(key, "a whole number", &json::is_number_integer, wide);
    value = Narrow(key, wide);
  }
  void Read(const char* key, std::uint64_t& value) {
    ReadAs(key, "a whole number from 0", &json::is_number_unsigned, value);
  }
  void Read(const char* key, std::vector<std::string>& values) {
    ReadList(key, "strings", &json::is_string, values);
  }
  void Read(const char* key, std::vector<int>& values) {
    std::vector<std::int64_t> wide;
    ReadList(key, "whole numbers", &json::is_number_integer, wide);
    values.clear();
    for (const std::int64_t value : wide) values.push_back(Narrow(key, value));
  }

  const json* Find(const char* key) {
    if (!status_.ok()) return nullptr;
    ++known_keys_;
    const auto entry = object_.find(key);
    if (entry != object_.end()) return &*entry;
    status_ = InvalidArgument("the key \"{}\" is missing", key);
    return nullptr;
  }

  // Every key of the object must have been read.
  Status Finish() const {
    if (status_.ok() && object_.size() != known_keys_) {
      return InvalidArgument("{} keys where format {} has {}", object_.size(), kFormat, known_keys_);
    }
    return status_;
  }

 private:
  using TypeTest = bool (json::*)() const noexcept;

  // A number that is too large must not turn into another valid one.
  int Narrow(const char* key, std::int64_t value) {
    if (static_cast<int>(value) == value) return static_cast<int>(value);
    if (status_.ok()) status_ = InvalidArgument("\"{}\" is out of range: {}", key, value);
    return 0;
  }

  template <typename T>
  void ReadAs(const char* key, const char* type, TypeTest is_type, T& value) {
    const json* entry = Find(key);
    if (entry == nullptr) return;
    if (!(entry->*is_type)()) {
      status_ = InvalidArgument("\"{}\" must be {}", key, type);
    } else {
      value = entry->get<T>();
    }
  }

  template <typename T>
  void ReadList(const char* key, const char* types, TypeTest is_type, std::vector<T>& values) {
    const json* entry = Find(key);
    if (entry == nullptr) return;
    bool well_typed = entry->is_array();
    for (const json& element : *entry) well_typed = well_typed && (element.*is_type)();
    if (!well_typed) {
      status_ = InvalidArgument("\"{}\" must be a list of {}", key, types);
    } else {
      values = entry->get<std::vector<T>>();
    }
  }

  const json& object_;
  Status status_;
  std::size_t known_keys_ = 0;
};

StatusOr<LabelledSet> ParseSet(const json& object, SetFile& file) {
  LabelledSet set;
  std::string role;
  ObjectReader reader(object);
  reader.Read("file", file.file);
  reader.Read("groups", set.groups);
  reader.Read("label_merge", set.label_merge);
  reader.Read("labels", set.labels);
  reader.Read("metric", set.metric);
  reader.Read("name", set.name);
  reader.Read("role", role);
  reader.Read("rows", file.rows);
  SRNET_RETURN_IF_ERROR(reader.Finish());
  SRNET_ASSIGN_OR_RETURN(set.role, ParseRole(role));
  // The name of a set is checked, so a file name made of it cannot leave the folder.
  if (file.file != FileOfSet(set)) {
    return InvalidArgument("the file of set \"{}\" must be \"{}\"", set.name, FileOfSet(set));
  }
  return set;
}

StatusOr<Dataset> ParseDataset(const json& object, std::vector<SetFile>& files) {
  Dataset dataset;
  int format = 0;
  ObjectReader reader(object);
  reader.Read("format", format);
  reader.Read("labels", dataset.labels);
  reader.Read("name", dataset.name);
  reader.Read("task", dataset.task);
  const json* sets = reader.Find("sets");
  SRNET_RETURN_IF_ERROR(reader.Finish());
  if (format != kFormat)
    return InvalidArgument("format {} is unknown, this version reads {}", format, kFormat);
  if (!sets->is_array()) return InvalidArgument("\"sets\" must be a list");
  for (const json& entry : *sets) {
    SRNET_ASSIGN_OR_RETURN(LabelledSet set, ParseSet(entry, files.emplace_back()));
    SRNET_RETURN_IF_ERROR(CheckSet(dataset, set));
    dataset.sets.push_back(std::move(set));
  }
  return dataset;
}

}  // namespace

std::string FileOfSet(const LabelledSet& set) { return set.name + ".jsonl"; }

std::string DescriptionToJson(const Dataset& dataset) {
  json sets = json::array();
  for (const LabelledSet& set : dataset.sets) {
    sets.push_back({{"name", set.name},
                    {"role", RoleName(set.role)},
                    {"file", FileOfSet(set)},
                    {"rows", set.rows.size()},
                    {"labels", set.labels},
                    {"label_merge", set.label_merge},
                    {"metric", set.metric},
                    {"groups", set.groups}});
  }
  const json object = {{"format", kFormat},
                       {"name", dataset.name},
                       {"task", dataset.task},
                       {"labels", dataset.labels},
                       {"sets", std::move(sets)}};
  return object.dump(2) + "\n";
}

std::string RowToJson(const Row& row) {
  const json object = {
      {"id", row.id}, {"a", row.a}, {"b", row.b}, {"label", row.label}, {"groups", row.groups}};
  return object.dump();
}

StatusOr<Dataset> ParseDescription(std::string_view text, std::string_view where,
                                   std::vector<SetFile>& files) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (object.is_discarded()) return InvalidArgument("{} is not JSON", where);
  StatusOr<Dataset> dataset = ParseDataset(object, files);
  if (!dataset.ok()) return Annotate(dataset.status(), where);
  return dataset;
}

StatusOr<Row> ParseRow(std::string_view text) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (object.is_discarded()) return InvalidArgument("the line is not JSON");
  Row row;
  ObjectReader reader(object);
  reader.Read("a", row.a);
  reader.Read("b", row.b);
  reader.Read("groups", row.groups);
  reader.Read("id", row.id);
  reader.Read("label", row.label);
  SRNET_RETURN_IF_ERROR(reader.Finish());
  return row;
}

}  // namespace srnet::data
