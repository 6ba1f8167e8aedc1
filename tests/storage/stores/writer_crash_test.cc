// A process that is killed while it writes: what it had acknowledged is there, and nothing is there by half.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>

#include "storage/stores/database.h"
#include "storage/stores/writer.h"
#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

constexpr int kKills = 25;
constexpr std::int64_t kRowsPerWrite = 5;

// Submits numbered writes of several rows each for as long as it lives; an acknowledgement goes down the
// pipe.
[[noreturn]] void WriteForEver(const std::filesystem::path& folder, std::int64_t first,
                               int acknowledgements) {
  Database database = ValueOf(Database::Open(folder, "1.0.0", kNow));
  Writer writer(
      database.TakeWriteConnection(), [](const std::function<void()>& function) { function(); },
      {.queue_limit = 64, .group_limit = 16}, nullptr);
  for (std::int64_t number = first;; ++number) {
    const auto write = [number](sqlite::Transaction& transaction) -> Status {
      for (std::int64_t row = 0; row < kRowsPerWrite; ++row) {
        SRNET_RETURN_IF_ERROR(transaction.connection().Run(
            "INSERT INTO event (at_ms, kind, detail) VALUES (0, ?, '{}')", std::to_string(number)));
      }
      return Status();
    };
    const auto acknowledge = [number, acknowledgements](const Status& status) {
      if (!status.ok() || ::write(acknowledgements, &number, sizeof(number)) != sizeof(number)) ::_exit(1);
    };
    while (absl::IsResourceExhausted(writer.Submit(write, acknowledge))) ::usleep(100);
  }
}

std::map<std::int64_t, std::int64_t> CountRows(const std::filesystem::path& folder) {
  const Database database = ValueOf(Database::Open(folder, "1.0.0", kNow));  // The lock died with the child.
  auto reader = ValueOf(database.OpenReader());
  std::map<std::int64_t, std::int64_t> rows;
  auto query = ValueOf(reader.Prepare("SELECT CAST(kind AS INTEGER), count(*) FROM event GROUP BY kind"));
  MustSucceed(query.Each([&](const sqlite::Statement& row) { rows[row.GetInt(0)] = row.GetInt(1); }));
  return rows;
}

TEST(KilledWriter, LosesNothingAcknowledgedAndKeepsNothingByHalf) {
  const TemporaryDirectory folder;
  std::mt19937 random(20'221);
  std::int64_t acknowledged = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) WriteForEver(folder.path(), acknowledged + 1, pipe[1]);
    ::close(pipe[1]);

    // The moment of death is counted in acknowledgements, so it falls anywhere in the work of a group.
    std::int64_t number = 0;
    std::vector<std::int64_t> numbers;
    const std::size_t lives_for = std::uniform_int_distribution<std::size_t>(1, 200)(random);
    while (numbers.size() < lives_for && ::read(pipe[0], &number, sizeof(number)) == sizeof(number)) {
      numbers.push_back(number);
    }
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &number, sizeof(number)) == sizeof(number)) numbers.push_back(number);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);
    ASSERT_GE(numbers.size(), lives_for);

    const auto rows = CountRows(folder.path());
    for (const std::int64_t each : numbers)
      ASSERT_TRUE(rows.contains(each)) << each << " was acknowledged and is lost";
    for (const auto& [each, count] : rows) ASSERT_EQ(count, kRowsPerWrite) << each << " is there by half";
    acknowledged = rows.rbegin()->first;
  }
}

}  // namespace
}  // namespace srnet::testing
