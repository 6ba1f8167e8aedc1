// Strict reading of one JSON object: every member is asked for by name, and none may be left over.
//
// The first error sticks and later reads do nothing, so a caller reads all members and looks once, at Finish.
// Messages carry the JSON path: "stage.work.epochs: expected a number, got a string". The value must outlive
// the reader. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/json/value.h"
#include "common/status/status.h"

namespace srnet::json {

class ObjectReader {
 public:
  // `path` names the object in messages; empty for the document itself.
  ObjectReader(const Value& value, std::string path);

  // A missing or mistyped member is an error, and `into` stays as it was. A double also takes an integer, an
  // integer takes no double.
  void Read(std::string_view key, bool& into);
  void Read(std::string_view key, std::int64_t& into);
  void Read(std::string_view key, double& into);
  void Read(std::string_view key, std::string& into);

  // The member of any type; Need makes its absence an error. Null when there is none.
  const Value* Find(std::string_view key);
  const Value* Need(std::string_view key);

  // An object or array to descend into. Null, and an error, when it is missing or another type.
  const Array* ReadArray(std::string_view key);
  const Object* ReadObject(std::string_view key);

  // Records an error at a member, or at the object itself for an empty key, unless there already is one.
  void Fail(std::string_view key, std::string_view message);
  // Records a status that already names its place.
  void Fail(const Status& status);
  bool ok() const { return status_.ok(); }
  std::string PathOf(std::string_view key) const;

  // The first error, else INVALID_ARGUMENT for a member that nobody asked for.
  Status Finish();

 private:
  template <typename T>
  const T* Get(std::string_view key, std::string_view expected);

  static const Object kEmpty;
  const Object* object_;
  std::string path_;
  std::vector<bool> seen_;
  Status status_;
};

}  // namespace srnet::json
