#include "coordinator/planning/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace srnet::planning {
namespace {

using stage::Loss;

constexpr std::size_t kMostValues = 60000;  // Of one axis: indices have 16 bits.

// A block with the axes that were not written filled in.
struct Axes {
  std::vector<Placed<Loss>> finetune_loss;
  std::vector<Placed<Method>> method;
  std::vector<Placed<Loss>> loss;
  std::vector<Placed<double>> sparsity;
};

// One choice of everything but task and seed.
struct Combination {
  Loss finetune_loss = Loss::kStd;
  Method method = Method::kNone;
  Loss loss = Loss::kStd;
  double sparsity = 0;
};

// Why nobody would prune like this, or empty.
std::string_view ReasonToExclude(const Combination& combination) {
  if (combination.method == Method::kNone) return "";
  if (combination.finetune_loss == Loss::kPoe && combination.loss != Loss::kPoe) {
    return "a model debiased with poe is pruned with poe";
  }
  return "";
}

// Distinct values fit into 64 bits: three indices and four small enumerators.
std::uint64_t Identity(const Cell& cell) {
  std::uint64_t bits = cell.task;
  bits = bits << 16 | cell.sparsity;
  bits = bits << 16 | cell.seed;
  bits = bits << 4 | static_cast<std::uint64_t>(cell.pipeline);
  bits = bits << 4 | static_cast<std::uint64_t>(cell.finetune_loss);
  bits = bits << 4 | static_cast<std::uint64_t>(cell.method);
  return bits << 4 | static_cast<std::uint64_t>(cell.loss);
}

// Gives every distinct value an index, in the order of first use.
template <typename T>
class Interner {
 public:
  explicit Interner(std::vector<T>& values) : values_(values) {}

  std::uint16_t operator()(T value) {
    const auto [known, inserted] = index_.try_emplace(value, static_cast<std::uint16_t>(values_.size()));
    if (inserted) values_.push_back(value);
    return known->second;
  }

 private:
  std::vector<T>& values_;
  std::unordered_map<T, std::uint16_t> index_;
};

template <typename T>
Place PlaceOf(const std::vector<Placed<T>>& axis) {
  return axis.front().place;
}

class Expansion {
 public:
  Expansion(const Specification& specification, Problems& problems)
      : specification_(specification), problems_(problems) {}

  Grid Run() && {
    intern_sparsity_(0);
    for (const auto& seed : specification_.seeds) AddSeed(seed);
    for (std::size_t i = 0; i < specification_.grid.size(); ++i) AddBlock(i);
    return std::move(grid_);
  }

 private:
  void AddSeed(const Placed<std::int64_t>& seed) {
    const std::size_t before = grid_.seeds.size();
    intern_seed_(seed.value);
    if (grid_.seeds.size() != before) return;
    grid_.notices.push_back(fmt::format("line {}: the seed {} is given twice", seed.place.line, seed.value));
  }

  template <typename T>
  void RefuseAxis(const std::vector<Placed<T>>& axis, std::string_view name, std::string_view why) {
    if (!axis.empty()) problems_.Add(PlaceOf(axis), fmt::format("{}: {}", PathOf(name), why));
  }
  template <typename T>
  void NeedAxis(const Block& block, const std::vector<Placed<T>>& axis, std::string_view name) {
    if (axis.empty()) problems_.Add(block.place, fmt::format("{}: is missing", PathOf(name)));
  }
  std::string PathOf(std::string_view name) const { return fmt::format("grid[{}].{}", block_, name); }

  // Checks which axes are there and fills in those that need not be.
  Axes AxesOf(const Block& block);
  void CheckImpSparsities(const Axes& axes);
  void CheckSize(const Block& block, const Axes& axes);
  void AddBlock(std::size_t index);
  void AddCombination(const Combination& combination);
  void AddCell(const Cell& cell);
  void ReportBlock(const Block& block);

  const Specification& specification_;
  Problems& problems_;
  Grid grid_;
  Interner<double> intern_sparsity_{grid_.sparsities};
  Interner<std::int64_t> intern_seed_{grid_.seeds};
  std::unordered_set<std::uint64_t> seen_;
  // Of the block at hand.
  std::size_t block_ = 0;
  std::int64_t added_ = 0;
  std::int64_t repeated_ = 0;
  std::vector<std::pair<std::string, std::int64_t>> excluded_;  // What and why, and how many cells.
};

Axes Expansion::AxesOf(const Block& block) {
  Axes axes{block.finetune_loss, block.method, block.loss, block.sparsity};
  if (axes.finetune_loss.empty()) axes.finetune_loss.push_back({Loss::kStd, block.place});
  if (block.pipeline.value == Pipeline::kFinetune) {
    constexpr std::string_view kWhy = "the pipeline finetune prunes nothing; finetune_prune does";
    RefuseAxis(block.method, "method", kWhy);
    RefuseAxis(block.loss, "loss", kWhy);
    RefuseAxis(block.sparsity, "sparsity", kWhy);
    axes.method = {{Method::kNone, block.place}};
  }
  NeedAxis(block, axes.method, "method");
  const bool prunes =
      std::ranges::any_of(axes.method, [](const auto& method) { return method.value != Method::kNone; });
  if (prunes) {
    NeedAxis(block, axes.loss, "loss");
    NeedAxis(block, axes.sparsity, "sparsity");
  } else if (block.pipeline.value != Pipeline::kFinetune) {
    constexpr std::string_view kWhy = "the method none prunes nothing";
    RefuseAxis(block.loss, "loss", kWhy);
    RefuseAxis(block.sparsity, "sparsity", kWhy);
  }
  // A block of full models only still has one combination a fine-tuning.
  if (axes.loss.empty()) axes.loss.push_back({Loss::kStd, block.place});
  if (axes.sparsity.empty()) axes.sparsity.push_back({0, block.place});
  return axes;
}

void Expansion::CheckImpSparsities(const Axes& axes) {
  const bool has_imp =
      std::ranges::any_of(axes.method, [](const auto& method) { return method.value == Method::kImp; });
  if (!has_imp) return;
  for (const Placed<double>& sparsity : axes.sparsity) {
    if (sparsity.value == 0 || ImpLevel(sparsity.value) != 0) continue;
    problems_.Add(
        sparsity.place,
        fmt::format("{}: the method imp yields 10%, 20%, ... 90%, not {}; give other sparsities of the "
                    "method mask in a block of their own",
                    PathOf("sparsity"), sparsity.value));
  }
}

void Expansion::CheckSize(const Block& block, const Axes& axes) {
  double cells = static_cast<double>(grid_.cells.size());
  double here = 1;
  for (const std::size_t count : {axes.finetune_loss.size(), axes.method.size(), axes.loss.size(),
                                  axes.sparsity.size(), specification_.tasks.size(), grid_.seeds.size()}) {
    here *= static_cast<double>(count);
    if (count > kMostValues) {
      problems_.Add(block.place,
                    fmt::format("grid[{}]: an axis has {} values; at most {}", block_, count, kMostValues));
      return;
    }
  }
  cells += here;
  if (cells <= static_cast<double>(kMostCells)) return;
  problems_.Add(block.place, fmt::format("grid[{}]: the grid has more than {} points; submit it in parts",
                                         block_, kMostCells));
}

void Expansion::AddBlock(std::size_t index) {
  const Block& block = specification_.grid[index];
  block_ = index;
  added_ = repeated_ = 0;
  excluded_.clear();
  const Axes axes = AxesOf(block);
  CheckImpSparsities(axes);
  CheckSize(block, axes);
  if (!problems_.empty()) return;
  for (const auto& finetune_loss : axes.finetune_loss) {
    for (const auto& method : axes.method) {
      // The axes of the pruning beside it do not multiply the full model.
      if (method.value == Method::kNone) {
        AddCombination({.finetune_loss = finetune_loss.value});
        continue;
      }
      for (const auto& loss : axes.loss) {
        for (const auto& sparsity : axes.sparsity) {
          AddCombination({finetune_loss.value, method.value, loss.value, sparsity.value});
        }
      }
    }
  }
  ReportBlock(block);
}

void Expansion::AddCombination(const Combination& combination) {
  const bool full = combination.method == Method::kNone;
  const auto cells = static_cast<std::int64_t>(specification_.tasks.size() * grid_.seeds.size());
  if (const std::string_view reason = ReasonToExclude(combination); !reason.empty()) {
    std::string what =
        fmt::format("finetune_loss {} with method {} and loss {}: {}", Name(combination.finetune_loss),
                    stage::Name(combination.method), Name(combination.loss), reason);
    const auto known = std::ranges::find(excluded_, what, &std::pair<std::string, std::int64_t>::first);
    if (known == excluded_.end()) {
      excluded_.emplace_back(std::move(what), cells);
    } else {
      known->second += cells;
    }
    return;
  }
  Cell cell;
  cell.pipeline = full ? Pipeline::kFinetune : Pipeline::kFinetunePrune;
  cell.finetune_loss = combination.finetune_loss;
  cell.method = combination.method;
  cell.loss = combination.loss;
  cell.sparsity = intern_sparsity_(combination.sparsity);
  for (std::size_t task = 0; task < specification_.tasks.size(); ++task) {
    for (std::size_t seed = 0; seed < grid_.seeds.size(); ++seed) {
      cell.task = static_cast<std::uint16_t>(task);
      cell.seed = static_cast<std::uint16_t>(seed);
      AddCell(cell);
    }
  }
}

void Expansion::AddCell(const Cell& cell) {
  if (seen_.insert(Identity(cell)).second) {
    grid_.cells.push_back(cell);
    ++added_;
  } else {
    ++repeated_;
  }
}

void Expansion::ReportBlock(const Block& block) {
  const std::string where = fmt::format("grid[{}] (line {})", block_, block.place.line);
  for (const auto& [what, count] : excluded_) {
    grid_.exclusions.push_back(fmt::format("{}: {}; {} left out", where, what, count));
  }
  if (repeated_ > 0) {
    grid_.notices.push_back(
        fmt::format("{}: points that are in the grid already and count once: {}", where, repeated_));
  }
  if (added_ + repeated_ == 0) {
    problems_.Add(block.place,
                  fmt::format("grid[{}]: no point is left: {}", block_, excluded_.front().first));
  }
}

}  // namespace

std::int64_t ImpLevel(double sparsity) {
  const auto level = std::llround(sparsity * 10);
  const bool exact = std::abs(sparsity * 10 - static_cast<double>(level)) < 1e-9;
  return exact && level >= 1 && level <= 9 ? level : 0;
}

Grid ExpandGrid(const Specification& specification, Problems& problems) {
  return Expansion(specification, problems).Run();
}

}  // namespace srnet::planning
