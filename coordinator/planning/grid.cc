#include "coordinator/planning/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include "coordinator/planning/nearest_name.h"
#include "coordinator/planning/recipe.h"

namespace srnet::planning {
namespace {

constexpr std::size_t kMostTasksOrModels = 1000;

// Distinct below the limits: treatments and seeds are at most as many as cells.
std::pair<std::uint64_t, std::uint64_t> Identity(const Cell& cell) {
  return {std::uint64_t{cell.treatment} << 32 | cell.seed, std::uint64_t{cell.task} << 16 | cell.model};
}

struct IdentityHash {
  std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& identity) const {
    return std::hash<std::uint64_t>()(identity.first * 1009 + identity.second * 0x9E3779B97F4A7C15);
  }
};

bool HasOracle(const CatalogueDataset& dataset) {
  return std::ranges::any_of(dataset.sets,
                             [](const auto& set) { return set.role == SetRole::kOracle && set.rows > 0; });
}

class Expansion {
 public:
  Expansion(const Specification& specification, const std::vector<const CatalogueDataset*>& datasets,
            Problems& problems)
      : specification_(specification), datasets_(datasets), problems_(problems) {}

  Grid Run() && {
    CheckTasksAndModels();
    for (const auto& seed : specification_.seeds) AddSeed(seed);
    for (std::size_t i = 0; i < specification_.grid.size(); ++i) AddBlock(i);
    if (problems_.empty() && grid_.cells.empty()) {
      problems_.Add({}, "the grid has no block for the kinds of these tasks");
    }
    return std::move(grid_);
  }

 private:
  void CheckTasksAndModels() {
    if (std::max(specification_.tasks.size(), specification_.models.size()) <= kMostTasksOrModels) return;
    problems_.Add({}, fmt::format("more than {} tasks or models", kMostTasksOrModels));
  }
  void AddSeed(const Placed<std::int64_t>& seed) {
    if (seeds_.insert(seed.value).second) {
      grid_.seeds.push_back(seed.value);
    } else {
      grid_.notices.push_back(
          fmt::format("line {}: the seed {} is given twice", seed.place.line, seed.value));
    }
  }

  std::string Path() const { return fmt::format("grid[{}]", block_); }
  std::string Where(const Block& block) const {
    return fmt::format("grid[{}] (line {})", block_, block.place.line);
  }

  void AddBlock(std::size_t index);
  std::vector<std::uint16_t> TasksOf(const Block& block);
  void CheckSize(const Block& block, std::size_t treatments, std::size_t tasks);
  void NoteStarts(const Block& block);
  void AddTreatment(const Treatment& treatment, const std::vector<std::uint16_t>& tasks);
  void Exclude(std::string what, std::int64_t cells);
  void ReportBlock(const Block& block);
  std::int64_t CellsPerTask() const {
    return static_cast<std::int64_t>(specification_.models.size() * grid_.seeds.size());
  }

  const Specification& specification_;
  const std::vector<const CatalogueDataset*>& datasets_;
  Problems& problems_;
  Grid grid_;
  std::set<std::int64_t> seeds_;
  std::map<Treatment, std::uint32_t> treatments_;
  std::unordered_set<std::pair<std::uint64_t, std::uint64_t>, IdentityHash> seen_;
  // Of the block at hand.
  std::size_t block_ = 0;
  std::int64_t added_ = 0;
  std::int64_t repeated_ = 0;
  std::vector<std::pair<std::string, std::int64_t>> excluded_;  // What and why, and how many cells.
};

// The tasks that the block is for.
std::vector<std::uint16_t> Expansion::TasksOf(const Block& block) {
  std::vector<std::uint16_t> tasks;
  std::vector<std::string_view> known(kRecipeKinds.begin(), kRecipeKinds.end());
  for (std::size_t i = 0; i < datasets_.size(); ++i) {
    if (datasets_[i] == nullptr) continue;  // A problem that is told already.
    const std::string& task = datasets_[i]->task;
    const bool wanted =
        block.task_kinds.empty() ||
        std::ranges::any_of(block.task_kinds, [&](const auto& kind) { return kind.value == task; });
    if (wanted) tasks.push_back(static_cast<std::uint16_t>(i));
    if (std::ranges::find(known, task) == known.end()) known.push_back(task);
  }
  for (const Placed<std::string>& kind : block.task_kinds) {
    if (std::ranges::find(known, kind.value) != known.end()) continue;
    problems_.Add(kind.place, fmt::format("{}.task_kinds: \"{}\" is no kind of task here{}", Path(),
                                          kind.value, Suggestion(kind.value, known)));
  }
  return tasks;
}

void Expansion::CheckSize(const Block& block, std::size_t treatments, std::size_t tasks) {
  double cells = static_cast<double>(grid_.cells.size());
  double here = 1;
  for (const std::size_t count : {treatments, tasks, specification_.models.size(), grid_.seeds.size()}) {
    here *= static_cast<double>(count);
  }
  cells += here;
  if (cells <= double{kMostCells}) return;
  problems_.Add(block.place,
                fmt::format("{}: the grid has more than {} points; submit it in parts", Path(), kMostCells));
}

void Expansion::NoteStarts(const Block& block) {
  for (const auto& step : block.start.value.checkpoint_step) {
    grid_.starts.try_emplace({false, static_cast<double>(step.value)}, step.place);
  }
  for (const auto& fraction : block.start.value.checkpoint_fraction) {
    grid_.starts.try_emplace({true, fraction.value}, fraction.place);
  }
}

void Expansion::AddBlock(std::size_t index) {
  const Block& block = specification_.grid[index];
  block_ = index;
  added_ = repeated_ = 0;
  excluded_.clear();
  const std::vector<Treatment> treatments = TreatmentsOf(block, Path(), problems_);
  const std::vector<std::uint16_t> tasks = TasksOf(block);
  CheckSize(block, treatments.size(), tasks.size());
  if (!problems_.empty()) return;
  if (tasks.empty()) {
    grid_.notices.push_back(fmt::format("{}: no task of the sweep is of its kinds ({})", Where(block),
                                        block.task_kinds.front().value));
    return;
  }
  NoteStarts(block);
  for (const Treatment& treatment : treatments) AddTreatment(treatment, tasks);
  ReportBlock(block);
}

void Expansion::Exclude(std::string what, std::int64_t cells) {
  const auto known = std::ranges::find(excluded_, what, &std::pair<std::string, std::int64_t>::first);
  if (known == excluded_.end()) {
    excluded_.emplace_back(std::move(what), cells);
  } else {
    known->second += cells;
  }
}

void Expansion::AddTreatment(const Treatment& treatment, const std::vector<std::uint16_t>& tasks) {
  if (std::string reason = ReasonToExclude(treatment); !reason.empty()) {
    return Exclude(std::move(reason), static_cast<std::int64_t>(tasks.size()) * CellsPerTask());
  }
  const auto next = static_cast<std::uint32_t>(grid_.treatments.size());
  const auto [known, is_new] = treatments_.try_emplace(treatment, next);
  if (is_new) grid_.treatments.push_back(treatment);
  Cell cell{.treatment = known->second};
  for (const std::uint16_t task : tasks) {
    if (treatment.oracle && !HasOracle(*datasets_[task])) {
      Exclude(
          fmt::format("oracle true for {}: the data set has no rows for an oracle", datasets_[task]->name),
          CellsPerTask());
      continue;
    }
    for (std::size_t model = 0; model < specification_.models.size(); ++model) {
      for (std::size_t seed = 0; seed < grid_.seeds.size(); ++seed) {
        cell.task = task;
        cell.model = static_cast<std::uint16_t>(model);
        cell.seed = static_cast<std::uint32_t>(seed);
        if (seen_.insert(Identity(cell)).second) {
          grid_.cells.push_back(cell);
          ++added_;
        } else {
          ++repeated_;
        }
      }
    }
  }
}

void Expansion::ReportBlock(const Block& block) {
  for (const auto& [what, count] : excluded_) {
    grid_.exclusions.push_back(fmt::format("{}: {}; {} left out", Where(block), what, count));
  }
  if (repeated_ > 0) {
    grid_.notices.push_back(
        fmt::format("{}: points that are in the grid already and count once: {}", Where(block), repeated_));
  }
  if (added_ + repeated_ == 0) {
    problems_.Add(block.place, fmt::format("{}: no point is left: {}", Path(), excluded_.front().first));
  }
}

}  // namespace

Grid ExpandGrid(const Specification& specification, const std::vector<const CatalogueDataset*>& datasets,
                Problems& problems) {
  return Expansion(specification, datasets, problems).Run();
}

}  // namespace srnet::planning
