#include "common/json/object_reader.h"

#include <utility>

namespace srnet::json {

const Object ObjectReader::kEmpty;

ObjectReader::ObjectReader(const Value& value, std::string path)
    : object_(std::get_if<Object>(&value.data)), path_(std::move(path)) {
  if (object_ == nullptr) {
    object_ = &kEmpty;
    Fail("", fmt::format("expected an object, got {}", TypeName(value)));
  }
  seen_.resize(object_->size());
}

std::string ObjectReader::PathOf(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return key.empty() ? path_ : fmt::format("{}.{}", path_, key);
}

void ObjectReader::Fail(std::string_view key, std::string_view message) {
  if (!status_.ok()) return;
  const std::string place = PathOf(key);
  status_ = place.empty() ? InvalidArgument("{}", message) : InvalidArgument("{}: {}", place, message);
}

void ObjectReader::Fail(const Status& status) {
  if (status_.ok()) status_ = status;
}

const Value* ObjectReader::Find(std::string_view key) {
  for (std::size_t i = 0; i < object_->size(); ++i) {
    if ((*object_)[i].key != key) continue;
    seen_[i] = true;
    return &(*object_)[i].value;
  }
  return nullptr;
}

const Value* ObjectReader::Need(std::string_view key) {
  const Value* value = Find(key);
  if (value == nullptr) Fail(key, "is missing");
  return value;
}

template <typename T>
const T* ObjectReader::Get(std::string_view key, std::string_view expected) {
  const Value* value = Need(key);
  if (value == nullptr) return nullptr;
  const T* typed = std::get_if<T>(&value->data);
  if (typed == nullptr) Fail(key, fmt::format("expected {}, got {}", expected, TypeName(*value)));
  return typed;
}

void ObjectReader::Read(std::string_view key, bool& into) {
  if (const auto* value = Get<bool>(key, "a boolean")) into = *value;
}

void ObjectReader::Read(std::string_view key, std::int64_t& into) {
  if (const auto* value = Get<std::int64_t>(key, "an integer")) into = *value;
}

void ObjectReader::Read(std::string_view key, double& into) {
  const Value* value = Find(key);
  if (value != nullptr && std::holds_alternative<std::int64_t>(value->data)) {
    into = static_cast<double>(std::get<std::int64_t>(value->data));
  } else if (const auto* number = Get<double>(key, "a number")) {
    into = *number;
  }
}

void ObjectReader::Read(std::string_view key, std::string& into) {
  if (const auto* value = Get<std::string>(key, "a string")) into = *value;
}

const Array* ObjectReader::ReadArray(std::string_view key) { return Get<Array>(key, "an array"); }

const Object* ObjectReader::ReadObject(std::string_view key) { return Get<Object>(key, "an object"); }

Status ObjectReader::Finish() {
  for (std::size_t i = 0; i < object_->size() && status_.ok(); ++i) {
    if (!seen_[i]) Fail((*object_)[i].key, "is not a known field");
  }
  return status_;
}

}  // namespace srnet::json
