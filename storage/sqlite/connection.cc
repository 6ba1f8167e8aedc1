#include "storage/sqlite/connection.h"

#include <system_error>
#include <utility>

#include "storage/sqlite/connection_state.h"
#include "storage/sqlite/error.h"

namespace srnet::sqlite {
namespace {

// Texts that depend on a user's filter are many; beyond this they are compiled each time.
constexpr std::size_t kCacheLimit = 256;

constexpr int kBusyTimeoutMs = 10'000;

// The cache is for random inserts into the indices of a million stages, the limit gives back what one large
// transaction made the log grow by.
constexpr std::string_view kSettings =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = "
    "MEMORY;"
    "PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;";

Status TurnOnWriteAheadLog(Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(Statement pragma, connection.Prepare("PRAGMA journal_mode = WAL"));
  SRNET_ASSIGN_OR_RETURN(const bool has_row, pragma.Step());
  if (has_row && pragma.GetText(0) == "wal") return Status();
  return FailedPrecondition(
      "{}: SQLite cannot use a write-ahead log here: put the state folder on a local disk",
      connection.path().native());
}

}  // namespace

ConnectionState::~ConnectionState() {
  for (auto& [text, statement] : cache) sqlite3_finalize(statement.handle);
  sqlite3_close_v2(handle);
}

Connection::Connection(std::unique_ptr<ConnectionState> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

StatusOr<Connection> Connection::Open(const std::filesystem::path& path, Access access) {
  const bool writes = access == Access::kReadWrite;
  std::error_code ignored;
  if (!writes && !std::filesystem::exists(path, ignored)) {
    return NotFound("there is no database {}", path.native());
  }
  auto state = std::make_unique<ConnectionState>();
  state->path = path;
  const int mode = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(path.c_str(), &state->handle,
                                   mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) return ErrorStatus(state->handle, code, path, "open");
  sqlite3_busy_timeout(state->handle, kBusyTimeoutMs);

  Connection connection(std::move(state));
  SRNET_RETURN_IF_ERROR(connection.Execute(kSettings));
  if (writes) SRNET_RETURN_IF_ERROR(TurnOnWriteAheadLog(connection));
  return connection;
}

StatusOr<Statement> Connection::Prepare(std::string_view sql) {
  const auto cached = state_->cache.find(sql);
  if (cached != state_->cache.end() && !cached->second.in_use) {
    cached->second.in_use = true;
    return Statement(state_.get(), cached->second.handle, &cached->second.in_use);
  }
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(state_->handle, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) return ErrorStatus(state_->handle, code, state_->path, sql);
  if (cached != state_->cache.end() || state_->cache.size() >= kCacheLimit) {
    return Statement(state_.get(), handle, nullptr);
  }
  const auto added = state_->cache.emplace(std::string(sql), CachedStatement{handle, true}).first;
  return Statement(state_.get(), handle, &added->second.in_use);
}

Status Connection::Execute(std::string_view script) {
  const std::string text(script);
  const int code = sqlite3_exec(state_->handle, text.c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return Status();
  return ErrorStatus(state_->handle, code, state_->path, script.substr(0, 80));
}

std::int64_t Connection::changes() const { return sqlite3_changes64(state_->handle); }
std::int64_t Connection::last_insert_id() const { return sqlite3_last_insert_rowid(state_->handle); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(state_->handle) == 0; }
const std::filesystem::path& Connection::path() const { return state_->path; }

}  // namespace srnet::sqlite
