#include "coordinator/planning/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace srnet::planning {
namespace {

using stage::Loss;

// Reads a block against what its pipeline has.
class BlockReader {
 public:
  BlockReader(const Block& block, const std::string& path, Problems& problems)
      : block_(block), path_(path), problems_(problems) {}

  std::vector<Treatment> Run() {
    const std::size_t before = problems_.found().size();
    CheckAxes();
    CheckImpSparsities();
    if (problems_.found().size() != before) return {};
    products_.resize(1);
    products_.front().pipeline = pipeline();
    Multiply();
    return Distinct();
  }

 private:
  Pipeline pipeline() const { return block_.pipeline.value; }
  bool prunes_first() const { return pipeline() == Pipeline::kPruneFinetune; }

  template <typename T>
  void Refuse(const std::vector<Placed<T>>& axis, std::string_view name, std::string_view why) {
    if (!axis.empty()) problems_.Add(axis.front().place, fmt::format("{}.{}: {}", path_, name, why));
  }
  template <typename T>
  void Need(const std::vector<Placed<T>>& axis, std::string_view name) {
    if (axis.empty()) problems_.Add(block_.place, fmt::format("{}.{}: is missing", path_, name));
  }
  void RefuseStart(std::string_view why) {
    if (block_.start.place.line != 0)
      problems_.Add(block_.start.place, fmt::format("{}.start: {}", path_, why));
  }
  void RefuseDetails(std::string_view why);
  void CheckAxes();
  void CheckFinetune();
  void CheckFinetunePrune();
  void CheckImpSparsities();

  // Every treatment so far, once for each value of the axis; once without change when it has none.
  template <typename T, typename Apply>
  void Times(const std::vector<Placed<T>>& axis, const Apply& apply);
  void Multiply();
  void TimesMethod();
  void TimesStart();
  std::vector<Treatment> Distinct() const;

  const Block& block_;
  const std::string& path_;
  Problems& problems_;
  std::vector<Treatment> products_;
};

// The axes of pruning that need not be written.
void BlockReader::RefuseDetails(std::string_view why) {
  Refuse(block_.oracle, "oracle", why);
  Refuse(block_.structure, "structure", why);
  Refuse(block_.scope, "scope", why);
  Refuse(block_.initialisation, "initialisation", why);
  Refuse(block_.epochs, "epochs", why);
  RefuseStart(why);
}

void BlockReader::CheckFinetune() {
  constexpr std::string_view kWhy = "the pipeline finetune prunes nothing; finetune_prune does";
  Refuse(block_.method, "method", kWhy);
  Refuse(block_.loss, "loss", kWhy);
  Refuse(block_.sparsity, "sparsity", kWhy);
  RefuseDetails(kWhy);
}

void BlockReader::CheckFinetunePrune() {
  Need(block_.method, "method");
  const auto has = [&](auto... methods) {
    return std::ranges::any_of(block_.method,
                               [&](const auto& method) { return ((method.value == methods) || ...); });
  };
  if (has(Method::kMask, Method::kImp)) Need(block_.loss, "loss");
  if (has(Method::kMask, Method::kImp, Method::kMagnitude, Method::kRandom)) {
    Need(block_.sparsity, "sparsity");
  } else if (!block_.method.empty()) {
    constexpr std::string_view kWhy = "the method none prunes nothing";
    Refuse(block_.loss, "loss", kWhy);
    Refuse(block_.sparsity, "sparsity", kWhy);
    RefuseDetails(kWhy);
  }
}

void BlockReader::CheckAxes() {
  if (!prunes_first()) {
    constexpr std::string_view kWhy = "only the pipeline prune_finetune has it";
    Refuse(block_.mask_from, "mask_from", kWhy);
    Refuse(block_.mask_loss, "mask_loss", kWhy);
  }
  switch (pipeline()) {
    case Pipeline::kFinetune:
      return CheckFinetune();
    case Pipeline::kFinetunePrune:
      return CheckFinetunePrune();
    case Pipeline::kPruneFinetune:
      Need(block_.mask_from, "mask_from");
      Refuse(block_.method, "method", "the pipeline prune_finetune has mask_from instead");
      Refuse(block_.oracle, "oracle", "the pipeline prune_finetune has mask_from: oracle instead");
      Refuse(block_.epochs, "epochs", "the pipeline prune_finetune takes masks as the recipe trains them");
      RefuseStart("the pipeline prune_finetune starts from the pre-trained model");
      break;
    case Pipeline::kPruneOnly:
      Refuse(block_.finetune_loss, "finetune_loss", "the pipeline prune_only fine-tunes nothing");
      RefuseStart("the pipeline prune_only starts from the pre-trained model");
      break;
  }
  Need(block_.loss, "loss");
  Need(block_.sparsity, "sparsity");
}

void BlockReader::CheckImpSparsities() {
  const bool has_imp =
      std::ranges::any_of(block_.method, [](const auto& method) { return method.value == Method::kImp; }) ||
      std::ranges::any_of(block_.mask_from, [](const auto& from) { return from.value == MaskSource::kImp; });
  if (!has_imp) return;
  for (const Placed<Sparsity>& sparsity : block_.sparsity) {
    if (sparsity.value.initial || sparsity.value.value == 0 || ImpLevel(sparsity.value.value) != 0) continue;
    problems_.Add(sparsity.place,
                  fmt::format("{}.sparsity: the method imp yields 10%, 20%, ... 90%, not {}; give other "
                              "sparsities of the method mask in a block of their own",
                              path_, sparsity.value.value));
  }
}

template <typename T, typename Apply>
void BlockReader::Times(const std::vector<Placed<T>>& axis, const Apply& apply) {
  if (axis.empty() || products_.empty()) return;
  if (static_cast<double>(products_.size()) * static_cast<double>(axis.size()) > double{kMostCells}) {
    problems_.Add(block_.place,
                  fmt::format("{}: the grid has more than {} points; submit it in parts", path_, kMostCells));
    products_.clear();
    return;
  }
  std::vector<Treatment> product;
  product.reserve(products_.size() * axis.size());
  for (const Treatment& treatment : products_) {
    for (const Placed<T>& value : axis) apply(product.emplace_back(treatment), value.value);
  }
  products_ = std::move(product);
}

void BlockReader::TimesStart() {
  std::vector<Placed<Start>> starts;
  for (const auto& step : block_.start.value.checkpoint_step) {
    starts.push_back({{false, static_cast<double>(step.value)}, step.place});
  }
  for (const auto& fraction : block_.start.value.checkpoint_fraction) {
    starts.push_back({{true, fraction.value}, fraction.place});
  }
  Times(starts, [](Treatment& into, const Start& start) { into.start = start; });
}

void BlockReader::TimesMethod() {
  Times(block_.method, [](Treatment& into, Method method) { into.method = method; });
  Times(block_.mask_from, [](Treatment& into, MaskSource from) {
    constexpr std::array kMethods = {Method::kImp, Method::kMask, Method::kMask, Method::kMagnitude,
                                     Method::kRandom};
    into.method = kMethods[static_cast<std::size_t>(from)];
    into.oracle = from == MaskSource::kOracle;
    into.mask_loss = into.oracle ? Loss::kStd : Loss::kPoe;
  });
}

void BlockReader::Multiply() {
  Treatment& first = products_.front();
  if (pipeline() != Pipeline::kPruneOnly) first.finetune_loss = Loss::kStd;
  if (pipeline() == Pipeline::kPruneOnly) first.method = Method::kMask;
  Times(block_.finetune_loss, [](Treatment& into, Loss loss) { into.finetune_loss = loss; });
  TimesStart();
  TimesMethod();
  Times(block_.oracle, [](Treatment& into, bool oracle) { into.oracle = oracle; });
  Times(block_.mask_loss, [](Treatment& into, Loss loss) { into.mask_loss = loss; });
  Times(block_.loss, [](Treatment& into, Loss loss) { into.loss = loss; });
  Times(block_.sparsity, [](Treatment& into, const Sparsity& sparsity) { into.sparsity = sparsity; });
  Times(block_.structure, [](Treatment& into, stage::Structure structure) { into.structure = structure; });
  Times(block_.scope, [](Treatment& into, stage::Scope scope) { into.scope = scope; });
  Times(block_.initialisation,
        [](Treatment& into, stage::Initialisation initialisation) { into.initialisation = initialisation; });
  Times(block_.epochs, [](Treatment& into, double epochs) { into.epochs = epochs; });
}

// Axes that do not apply to a method (those of a pruning to the full model) do not multiply it. Values that
// the user repeated do: they are reported as repeated points.
std::vector<Treatment> BlockReader::Distinct() const {
  std::vector<Treatment> treatments;
  std::set<Treatment> collapsed;
  for (const Treatment& treatment : products_) {
    const Treatment normalised = Normalised(treatment);
    if (normalised != treatment && !collapsed.insert(normalised).second) continue;
    treatments.push_back(normalised);
  }
  return treatments;
}

}  // namespace

std::vector<Treatment> TreatmentsOf(const Block& block, const std::string& path, Problems& problems) {
  return BlockReader(block, path, problems).Run();
}

std::int64_t ImpLevel(double sparsity) {
  const auto level = std::llround(sparsity * 10);
  const bool exact = std::abs(sparsity * 10 - static_cast<double>(level)) < 1e-9;
  return exact && level >= 1 && level <= 9 ? level : 0;
}

}  // namespace srnet::planning
