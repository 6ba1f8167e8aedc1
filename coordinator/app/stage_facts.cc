#include "coordinator/app/stage_facts.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "common/stage/canonical.h"
#include "common/stage/names.h"

namespace srnet::app {
namespace {

// A training reads its rows once per epoch, forwards and backwards; an evaluation once, forwards.
constexpr double kCostPerEpoch = 10;

std::uint32_t CostOf(const stage::Optimisation& optimisation) {
  const double cost = std::ceil(kCostPerEpoch * optimisation.epochs);
  return static_cast<std::uint32_t>(std::clamp(cost, 1.0, 1e6));
}

struct Describe {
  StageFacts& facts;

  void operator()(const stage::ImportDataset&) const {}
  void operator()(const stage::BiasModel& work) const { facts.label += " " + work.features; }
  void operator()(const stage::Finetune& work) const { Training(work.loss, "", work.optimisation); }
  void operator()(const stage::MaskTrain& work) const {
    Training(work.loss, fmt::format(" {}", work.sparsity), work.optimisation);
  }
  void operator()(const stage::Imp& work) const {
    Training(work.loss, fmt::format(" {} levels", work.levels), work.optimisation);
  }
  void operator()(const stage::Evaluate&) const {}
  void operator()(const stage::Teacher&) const {}
  void operator()(const stage::OneShot& work) const {
    facts.label += fmt::format(" {} {} seed {}", stage::Name(work.criterion), work.sparsity, work.seed);
  }
  void operator()(const stage::Retrain& work) const {
    Training(work.loss, work.level == 0 ? "" : fmt::format(" level {}", work.level), work.optimisation);
  }

  void Training(stage::Loss loss, const std::string& detail, const stage::Optimisation& optimisation) const {
    facts.label += fmt::format(" {}{} seed {}", stage::Name(loss), detail, optimisation.seed);
    facts.cost = CostOf(optimisation);
  }
};

}  // namespace

StatusOr<StageFacts> ReadStageFacts(std::string_view canonical) {
  SRNET_ASSIGN_OR_RETURN(const stage::Stage stage, stage::ParseStage(canonical));
  StageFacts facts;
  facts.label = stage::KindName(stage.work);
  std::visit(Describe{facts}, stage.work);
  if (const stage::Source* model = stage::FindSource(stage, "model"))
    facts.start_model = model->digest.ToHex();
  facts.sources = stage.sources;
  return facts;
}

}  // namespace srnet::app
