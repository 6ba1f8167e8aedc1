#include "coordinator/planning/treatment.h"

#include <fmt/format.h>

namespace srnet::planning {
namespace {

using stage::Loss;
using stage::Name;

bool IsOneShot(Method method) { return method == Method::kMagnitude || method == Method::kRandom; }

// What only mask training can do.
std::string BeyondMethod(const Treatment& treatment) {
  const std::string_view method = Name(treatment.method);
  if (treatment.oracle) {
    return fmt::format("method {} with oracle true: only masks are trained on out-of-distribution rows",
                       method);
  }
  if (treatment.start) {
    return fmt::format("method {} with a start: only masks are trained from within a fine-tuning", method);
  }
  if (treatment.sparsity.initial) {
    return fmt::format("method {} with a gradual sparsity: only mask training has one", method);
  }
  if (treatment.initialisation == stage::Initialisation::kSoft) {
    return fmt::format("method {} with initialisation soft: only masks have scores to initialise", method);
  }
  if (treatment.epochs) {
    return fmt::format("method {} with epochs: it is an axis of mask training; overrides have those of imp",
                       method);
  }
  if (treatment.method == Method::kImp && treatment.structure != stage::Structure::kWeights) {
    return fmt::format("method imp with structure {}: a ladder prunes weights", Name(treatment.structure));
  }
  return "";
}

std::string LossesThatDoNotMatch(const Treatment& treatment) {
  const std::optional<Loss> loss = PruningLoss(treatment);
  if (!loss) return "";
  if (treatment.oracle && *loss != Loss::kStd) {
    return fmt::format("oracle true with loss {}: the bias model knows none of the rows that an oracle adds",
                       Name(*loss));
  }
  const Loss finetune_loss = treatment.finetune_loss.value_or(Loss::kStd);
  if (finetune_loss == Loss::kStd || finetune_loss == *loss) return "";
  return fmt::format(
      "finetune_loss {0} with method {1} and loss {2}: a model debiased with {0} is pruned with {0}",
      Name(finetune_loss), Name(treatment.method), Name(*loss));
}

}  // namespace

std::optional<Loss> PruningLoss(const Treatment& treatment) {
  return treatment.pipeline == Pipeline::kPruneFinetune ? treatment.mask_loss : treatment.loss;
}

std::string ReasonToExclude(const Treatment& treatment) {
  if (treatment.method == Method::kNone) return "";
  if (treatment.method != Method::kMask) {
    if (treatment.pipeline == Pipeline::kPruneOnly) {
      return fmt::format(
          "pipeline prune_only with method {}: only a mask training makes something of the "
          "random classifier of a pre-trained model",
          Name(treatment.method));
    }
    if (std::string reason = BeyondMethod(treatment); !reason.empty()) return reason;
  }
  return LossesThatDoNotMatch(treatment);
}

Treatment Normalised(Treatment treatment) {
  if (treatment.method == Method::kNone) {
    Treatment full;
    full.finetune_loss = treatment.finetune_loss;
    return full;
  }
  if (treatment.pipeline == Pipeline::kPruneFinetune) {
    if (treatment.method != Method::kMask) treatment.finetune_loss.reset();
    if (IsOneShot(treatment.method)) treatment.mask_loss.reset();
  } else if (IsOneShot(treatment.method)) {
    treatment.loss.reset();
  }
  const auto by_default =
      treatment.sparsity.initial ? stage::Initialisation::kSoft : stage::Initialisation::kHard;
  if (treatment.initialisation == by_default) treatment.initialisation.reset();
  return treatment;
}

}  // namespace srnet::planning
