#include "worker/trainer/engine.h"

#include <ATen/Parallel.h>
#include <torch/version.h>

#include <optional>
#include <variant>

#include "worker/trainer/model_inputs.h"

namespace srnet::trainer {
namespace {

std::optional<stage::Precision> PrecisionIn(const stage::Stage& stage) {
  return std::visit(
      [](const auto& work) -> std::optional<stage::Precision> {
        if constexpr (requires { work.shallow.precision; }) {
          if (work.features == "shallow_model") return work.shallow.precision;
        }
        if constexpr (requires { work.optimisation.precision; }) return work.optimisation.precision;
        if constexpr (requires { work.precision; }) return work.precision;
        return std::nullopt;
      },
      stage.work);
}

}  // namespace

trainer_protocol::Engine EngineFor(const stage::Stage& stage) {
  trainer_protocol::Engine engine{.torch = TORCH_VERSION, .precision = {}, .threads = at::get_num_threads()};
  const auto wanted = PrecisionIn(stage);
  if (!wanted) return engine;
  const auto precision = PrecisionOf(*wanted);
  if (precision.ok()) engine.precision = encoder::PrecisionName(*precision);
  return engine;
}

}  // namespace srnet::trainer
