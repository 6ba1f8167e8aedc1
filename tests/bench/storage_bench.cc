// What the store costs: durable transactions alone and grouped, the submission of a large sweep, the load at
// start, and queries over 100,000 points with 20 metrics each.
//
// BM_SingleCommits and BM_GroupedCommits count durable updates of a stage (a grant); the second submits them
// all at once, as many workers reporting together do. Times depend on the fsync of the disk under $TMPDIR.
// The large store is built once, outside the measured time, and takes a minute.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <future>

#include "common/digest/sha256.h"
#include "coordinator/results/aggregate.h"
#include "coordinator/results/models.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/database.h"
#include "storage/stores/result_query.h"
#include "storage/stores/scheduler_snapshot.h"
#include "storage/stores/sweep_store.h"
#include "storage/stores/worker_store.h"
#include "storage/stores/writer.h"
#include "tests/support/temporary_directory.h"

namespace srnet::storage {
namespace {

constexpr Instant kNow{};
constexpr std::size_t kLargePoints = 100'000;

void Must(const Status& status) {
  if (!status.ok()) fmt::print(stderr, "{}\n", status.ToString());
  SRNET_CHECK(status.ok());
}

template <typename T>
T Must(StatusOr<T> result) {
  Must(result.status());
  return *std::move(result);
}

// A point for each of `points` evaluations of one stage; 25 seeds per configuration.
NewSweep Grid(std::size_t points) {
  NewSweep sweep;
  sweep.id = SweepId{"grid"};
  sweep.specification = "bench";
  sweep.stages.push_back({StageKey{DigestOf("root")}, "finetune", "{}", {}});
  for (std::size_t i = 0; i < points; ++i) {
    const std::string canonical =
        fmt::format("{{\"kind\":\"evaluate\",\"number\":{},\"padding\":\"{:0400}\"}}", i, i);
    sweep.stages.push_back(
        {StageKey{DigestOf(canonical)}, "evaluate", canonical, {{"checkpoint", 0, "checkpoint"}}});
    sweep.points.push_back({{{"pipeline", "finetune_prune"},
                             {"loss", i % 2 == 0 ? "std" : "poe"},
                             {"configuration", std::to_string(i / 25)},
                             {"seed", std::to_string(i % 25)}},
                            i + 1});
  }
  return sweep;
}

class Store {
 public:
  Store()
      : database_(Must(Database::Open(folder_.path(), "bench", kNow))),
        connection_(database_.TakeWriteConnection()) {
    WorkerRecord worker;
    worker.id = WorkerId{"w"};
    Write([&](sqlite::Transaction& transaction) { return RecordWorker(transaction, worker); });
  }

  template <typename Function>
  void Write(Function&& write) {
    auto transaction = Must(sqlite::Transaction::Begin(connection_));
    Must(write(transaction));
    Must(transaction.Commit());
  }
  Submission Submit(const NewSweep& sweep) {
    Submission submission;
    Write([&](sqlite::Transaction& transaction) -> Status {
      SRNET_ASSIGN_OR_RETURN(submission, SubmitSweep(transaction, sweep));
      return Status();
    });
    return submission;
  }
  // As many independent stages, all ready.
  std::vector<StageId> SubmitReady(std::size_t count) {
    NewSweep sweep = Grid(count);
    for (NewStage& stage : sweep.stages) stage.inputs.clear();
    std::vector<StageId> ids;
    for (const StageRecord& stage : Submit(sweep).stages) ids.push_back(stage.id);
    return ids;
  }
  sqlite::Connection TakeConnection() { return std::move(connection_); }
  sqlite::Connection Reader() { return Must(database_.OpenReader()); }

 private:
  testing::TemporaryDirectory folder_;
  Database database_;
  sqlite::Connection connection_;
};

void BM_SingleCommits(benchmark::State& state) {
  Store store;
  const std::vector<StageId> stages = store.SubmitReady(20'000);
  std::size_t next = 0;
  for (auto _ : state) {
    const StageId stage = stages.at(next++);
    store.Write([&](sqlite::Transaction& transaction) {
      return RecordGrant(transaction, stage, WorkerId{"w"}, kNow).status();
    });
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_SingleCommits)->Iterations(5'000)->UseRealTime();

void BM_GroupedCommits(benchmark::State& state) {
  Store store;
  const std::vector<StageId> stages = store.SubmitReady(100'000);
  Writer writer(
      store.TakeConnection(), [](const std::function<void()>& function) { function(); },
      {.queue_limit = stages.size(), .group_limit = static_cast<std::size_t>(state.range(0))}, nullptr);
  for (auto _ : state) {
    std::promise<void> done;
    for (const StageId stage : stages) {
      const bool is_last = stage == stages.back();
      Must(writer.Submit(
          [stage](sqlite::Transaction& transaction) {
            return RecordGrant(transaction, stage, WorkerId{"w"}, kNow).status();
          },
          [&done, is_last](const Status& status) {
            Must(status);
            if (is_last) done.set_value();
          }));
    }
    done.get_future().wait();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(stages.size()));
}
BENCHMARK(BM_GroupedCommits)->Arg(50)->Arg(1000)->Iterations(1)->UseRealTime();

void BM_SubmitSweep(benchmark::State& state) {
  const NewSweep sweep = Grid(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    auto store = std::make_unique<Store>();
    state.ResumeTiming();
    store->Submit(sweep);
    state.PauseTiming();
    store.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_SubmitSweep)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// All points answered, with 20 metrics each; only the root stage is left open so that the sweep is active.
Store& LargeStore() {
  static Store& store = *[] {
    auto* built = new Store();
    NewSweep grid = Grid(kLargePoints);
    for (NewStage& stage : grid.stages) stage.inputs.clear();
    const Submission submission = built->Submit(grid);
    built->Write([&](sqlite::Transaction& transaction) -> Status {
      for (std::size_t i = 1; i < submission.stages.size(); ++i) {
        StageResult result;
        for (int group = 0; group < 20; ++group) {
          const double value =
              static_cast<double>((i * 7919 + static_cast<std::size_t>(group) * 104'729) % 1'000'003);
          result.metrics.push_back(
              {"hans", "accuracy", group == 0 ? "" : fmt::format("group {}", group), value / 1e6});
        }
        SRNET_ASSIGN_OR_RETURN(const Token token,
                               RecordGrant(transaction, submission.stages[i].id, WorkerId{"w"}, kNow));
        SRNET_RETURN_IF_ERROR(AcceptResult(transaction, submission.stages[i].id, token, result, kNow));
      }
      return Status();
    });
    return built;
  }();
  return store;
}

void RunQuery(benchmark::State& state, const ResultFilter& filter, ResultOrder order, std::int64_t limit) {
  sqlite::Connection reader = LargeStore().Reader();
  for (auto _ : state) {
    const ResultPage page = Must(QueryResults(reader, filter, order, limit, ""));
    SRNET_CHECK(!page.rows.empty());
  }
}

void BM_BestTwenty(benchmark::State& state) {
  ResultFilter filter;
  filter.sets = {"hans"};
  filter.metrics = {"accuracy"};
  filter.groups = {""};
  RunQuery(state, filter, ResultOrder::kValueFalling, 20);
}
BENCHMARK(BM_BestTwenty)->Unit(benchmark::kMillisecond);

void BM_BestTwentyOfALoss(benchmark::State& state) {
  ResultFilter filter;
  filter.sets = {"hans"};
  filter.metrics = {"accuracy"};
  filter.groups = {""};
  filter.coordinates = {{"loss", "poe"}};
  RunQuery(state, filter, ResultOrder::kValueFalling, 20);
}
BENCHMARK(BM_BestTwentyOfALoss)->Unit(benchmark::kMillisecond);

void BM_BestTwentyOfALargeSweep(benchmark::State& state) {
  ResultFilter filter;
  filter.sweeps = {SweepId{"grid"}};
  filter.sets = {"hans"};
  filter.metrics = {"accuracy"};
  filter.groups = {""};
  RunQuery(state, filter, ResultOrder::kValueFalling, 20);
}
BENCHMARK(BM_BestTwentyOfALargeSweep)->Unit(benchmark::kMillisecond);

void BM_OneConfigurationOfAllPoints(benchmark::State& state) {
  ResultFilter filter;
  filter.coordinates = {{"configuration", "3999"}};
  RunQuery(state, filter, ResultOrder::kPoint, 500);
}
BENCHMARK(BM_OneConfigurationOfAllPoints)->Unit(benchmark::kMillisecond);

// The mean over seeds of every configuration: 4,000 models of 25 runs each.
void BM_MeanOverSeeds(benchmark::State& state) {
  sqlite::Connection reader = LargeStore().Reader();
  ResultFilter filter;
  filter.sets = {"hans"};
  filter.metrics = {"accuracy"};
  filter.groups = {""};
  for (auto _ : state) {
    const auto models = Must(results::ReadModels(reader, filter));
    SRNET_CHECK(Must(results::Aggregate(models, {})).size() >= kLargePoints / 25);
  }
}
BENCHMARK(BM_MeanOverSeeds)->Unit(benchmark::kMillisecond);

void BM_BestTwentyOfAFilter(benchmark::State& state) {
  ResultFilter filter;
  filter.groups = {""};
  const ResultCondition late{.kind = ResultCondition::Kind::kComparison,
                             .field = ResultField::kAxis,
                             .axis = "seed",
                             .comparator = Comparator::kGreaterOrEqual,
                             .text = "20",
                             .number = 20};
  filter.sets = {"hans"};
  filter.metrics = {"accuracy"};
  filter.condition = {.parts = {late}};
  RunQuery(state, filter, ResultOrder::kValueFalling, 20);
}
BENCHMARK(BM_BestTwentyOfAFilter)->Unit(benchmark::kMillisecond);

void BM_FirstPage(benchmark::State& state) { RunQuery(state, {}, ResultOrder::kPoint, 1000); }
BENCHMARK(BM_FirstPage)->Unit(benchmark::kMillisecond);

void BM_ListSweeps(benchmark::State& state) {
  sqlite::Connection reader = LargeStore().Reader();
  for (auto _ : state) SRNET_CHECK(!Must(ListSweeps(reader, {}, 20, "")).sweeps.empty());
}
BENCHMARK(BM_ListSweeps)->Unit(benchmark::kMillisecond);

void BM_LoadSchedulerSnapshot(benchmark::State& state) {
  sqlite::Connection reader = LargeStore().Reader();
  for (auto _ : state) SRNET_CHECK(Must(LoadSchedulerSnapshot(reader)).stages.size() > kLargePoints);
}
BENCHMARK(BM_LoadSchedulerSnapshot)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace srnet::storage

BENCHMARK_MAIN();
