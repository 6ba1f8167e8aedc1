#include "storage/sqlite/statement.h"

#include <algorithm>
#include <cstring>

#include "storage/sqlite/connection_state.h"
#include "storage/sqlite/error.h"

namespace srnet::sqlite {

Statement::Statement(Statement&& other) noexcept
    : owner_(other.owner_),
      handle_(std::exchange(other.handle_, nullptr)),
      cached_use_(other.cached_use_),
      next_parameter_(other.next_parameter_),
      bind_error_(other.bind_error_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this == &other) return *this;
  GiveBack();
  owner_ = other.owner_;
  handle_ = std::exchange(other.handle_, nullptr);
  cached_use_ = other.cached_use_;
  next_parameter_ = other.next_parameter_;
  bind_error_ = other.bind_error_;
  return *this;
}

Statement::~Statement() { GiveBack(); }

void Statement::GiveBack() {
  if (handle_ == nullptr) return;
  if (cached_use_ == nullptr) {
    sqlite3_finalize(handle_);
  } else {
    Reset();
    *cached_use_ = false;
  }
  handle_ = nullptr;
}

void Statement::Reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  next_parameter_ = 1;
  bind_error_ = SQLITE_OK;
}

Statement& Statement::Check(int code) {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
  ++next_parameter_;
  return *this;
}

Statement& Statement::Bind(std::int64_t value) {
  return Check(sqlite3_bind_int64(handle_, next_parameter_, value));
}

Statement& Statement::Bind(double value) {
  return Check(sqlite3_bind_double(handle_, next_parameter_, value));
}

Statement& Statement::Bind(std::string_view text) {
  // A null pointer would bind NULL, which an empty view must not.
  const char* data = text.empty() ? "" : text.data();
  return Check(
      sqlite3_bind_text64(handle_, next_parameter_, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::Bind(const Digest& digest) {
  return Check(
      sqlite3_bind_blob64(handle_, next_parameter_, digest.bytes().data(), Digest::kBytes, SQLITE_TRANSIENT));
}

Statement& Statement::Bind(std::nullopt_t) { return Check(sqlite3_bind_null(handle_, next_parameter_)); }

StatusOr<bool> Statement::Step() {
  const int code = bind_error_ != SQLITE_OK ? bind_error_ : sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  Status status;
  if (code != SQLITE_DONE) status = ErrorStatus(owner_->handle, code, owner_->path, sqlite3_sql(handle_));
  Reset();
  if (!status.ok()) return status;
  return false;
}

Status Statement::Run() {
  while (true) {
    SRNET_ASSIGN_OR_RETURN(const bool more, Step());
    if (!more) return Status();
  }
}

std::int64_t Statement::GetInt(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::GetReal(int column) const { return sqlite3_column_double(handle_, column); }

std::string Statement::GetText(int column) const {
  const unsigned char* text = sqlite3_column_text(handle_, column);
  if (text == nullptr) return std::string();
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Digest Statement::GetDigest(int column) const {
  const void* blob = sqlite3_column_blob(handle_, column);
  if (blob == nullptr || sqlite3_column_bytes(handle_, column) != static_cast<int>(Digest::kBytes))
    return Digest();
  Digest::Bytes bytes;
  std::memcpy(bytes.data(), blob, bytes.size());
  return Digest(bytes);
}

bool Statement::IsNull(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

}  // namespace srnet::sqlite
