#include "coordinator/results/figure_definition.h"

#include <algorithm>
#include <utility>

#include "coordinator/results/models.h"

namespace srnet::results {
namespace {

// What no figure varies unless it says so.
Conditions With(Conditions conditions) {
  for (const std::string_view axis :
       {"oracle", "start_step", "initial_sparsity", "structure", "scope", "initialisation", "epochs"}) {
    const bool named = std::any_of(conditions.begin(), conditions.end(),
                                   [&](const Condition& condition) { return condition.axis == axis; });
    if (!named) conditions.push_back({axis, {""}});
  }
  return conditions;
}

// Any value: the axis is x, or tells lines apart.
Condition Any(std::string_view axis) { return {axis, {}}; }

Conditions FullModel(std::vector<std::string_view> losses) {
  return With({{"pipeline", {"finetune"}}, {"method", {"none"}}, {"finetune_loss", std::move(losses)}});
}

Conditions OnFineTuned(std::string_view finetune_loss, std::vector<std::string_view> losses) {
  return With({{"pipeline", {"finetune_prune"}},
               {"finetune_loss", {finetune_loss}},
               {"method", {"mask", "imp"}},
               {"loss", std::move(losses)}});
}

// What a mask with poe on the model fine-tuned with std is, but for what the figure varies.
Conditions DebiasedMask(Conditions varied) {
  varied.insert(varied.end(), {{"pipeline", {"finetune_prune"}},
                               {"finetune_loss", {"std"}},
                               {"method", {"mask"}},
                               {"loss", {"poe"}}});
  return With(std::move(varied));
}

FigureDefinition Figure6() {
  const Conditions oracles = With({{"oracle", {"true"}}, Any("epochs")});
  return {"fig6", "Oracle masks", "sparsity", {oracles}, {FullModel({"std"})}, {}};
}

FigureDefinition Figure7() {
  const Conditions from_pretrained =
      With({{"pipeline", {"prune_only"}}, {"method", {"mask"}}, {"loss", {"poe"}}});
  return {"fig7",
          "Masks from within the fine-tuning with std",
          "start_step",
          {DebiasedMask({Any("start_step")})},
          {from_pretrained, DebiasedMask({})},
          {"sparsity"}};
}

std::vector<FigureDefinition> MakeFigures() {
  const Conditions full = FullModel({"std", "poe"});
  const Conditions isolated = With({{"pipeline", {"prune_finetune"}},
                                    {"method", {"mask", "imp"}},
                                    {"loss", {"std", "poe"}},
                                    Any("finetune_loss")});
  const Conditions pretrained =
      With({{"pipeline", {"prune_only"}}, {"method", {"mask"}}, {"loss", {"std", "poe"}}});
  const Conditions of_some_length =
      DebiasedMask({{"sparsity", {"0.9"}}, Any("initial_sparsity"), Any("epochs")});
  const Conditions in_some_way =
      DebiasedMask({{"sparsity", {"0.9"}}, Any("initial_sparsity"), Any("initialisation"), Any("epochs")});
  return {
      {"fig2",
       "Subnetworks of models fine-tuned with std",
       "sparsity",
       {OnFineTuned("std", {"std", "poe"})},
       {full},
       {}},
      {"fig3",
       "Subnetworks of models fine-tuned with poe",
       "sparsity",
       {OnFineTuned("poe", {"poe"})},
       {full},
       {}},
      {"fig4", "Subnetworks fine-tuned in isolation", "sparsity", {isolated}, {full}, {}},
      {"fig5", "Masks over pre-trained weights", "sparsity", {pretrained}, {full}, {}},
      Figure6(),
      Figure7(),
      {"fig8",
       "A sparsity that rises, and lengths of training",
       "epochs",
       {of_some_length},
       {FullModel({"std"})},
       {}},
      {"table5", "Ways to train a mask of 90 %", "", {in_some_way}, {}, {}},
      {"table6", "Masks over other models", "", {full, DebiasedMask({Any("initial_sparsity")})}, {}, {}},
  };
}

}  // namespace

bool Fulfils(const storage::Coordinates& coordinates, const Conditions& conditions) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    const std::string_view value = ValueAt(coordinates, condition.axis);
    return condition.values.empty() ||
           std::find(condition.values.begin(), condition.values.end(), value) != condition.values.end();
  });
}

std::span<const FigureDefinition> Figures() {
  static const std::vector<FigureDefinition> figures = MakeFigures();
  return figures;
}

const FigureDefinition* FindFigure(std::string_view name) {
  const auto found = std::find_if(Figures().begin(), Figures().end(),
                                  [&](const FigureDefinition& figure) { return figure.name == name; });
  return found == Figures().end() ? nullptr : &*found;
}

}  // namespace srnet::results
