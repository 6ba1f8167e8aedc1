// How many training examples a second this machine does, per kind of training: `trainer_bench [STEPS]
// [THREADS]`.
//
// The model has the shape of MiniLM-L6-H384 with fresh weights; a row has 39.6 tokens in the mean, as MNLI's
// rows have, and a batch 32 rows. Each kind runs STEPS whole steps (forward, backward, clipping, update)
// after two to warm up. CPU time, of all threads, is what to compare on a machine that does other work too.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <vector>

#include "model/encoder/encoder.h"
#include "model/encoder/initialize.h"
#include "model/loss/classification_loss.h"
#include "model/training/epoch_order.h"
#include "model/training/keep_freed_memory.h"
#include "model/training/masked_model.h"
#include "model/training/pruned_model.h"
#include "model/training/subnetwork_model.h"

namespace srnet::training {
namespace {

constexpr encoder::BertConfig kMiniLm{
    .hidden_size = 384, .layers = 6, .heads = 12, .intermediate_size = 1536};
constexpr std::int64_t kRows = 32;

// Lengths 16 .. 63, so 39.5 tokens a row.
encoder::PackedBatch SyntheticBatch(std::uint64_t seed) {
  std::vector<std::vector<std::int32_t>> rows;
  std::vector<encoder::SequenceView> views;
  for (std::uint64_t row = 0; row < kRows; ++row) {
    const std::uint64_t draw = DerivedSeed(seed, row);
    std::vector<std::int32_t>& tokens = rows.emplace_back(16 + draw % 48);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      tokens[i] = static_cast<std::int32_t>(DerivedSeed(draw, i) %
                                            static_cast<std::uint64_t>(kMiniLm.vocabulary_size));
    }
  }
  for (const auto& tokens : rows) {
    views.push_back({.tokens = tokens, .first_segment_length = static_cast<std::int64_t>(tokens.size() / 2)});
  }
  return encoder::Pack(views);
}

void Step(TrainedModel& model, std::int64_t step) {
  const encoder::PackedBatch batch = SyntheticBatch(static_cast<std::uint64_t>(step));
  const encoder::Dropout dropout{.seed = 1, .step = static_cast<std::uint64_t>(step), .active = true};
  model.BeginStep(step);
  const at::Tensor logits = encoder::Logits(model.weights(), kMiniLm, batch, dropout);
  const at::Tensor loss = loss::ClassificationLoss(logits, at::arange(kRows, at::kLong).remainder(3));
  const auto gradients = torch::autograd::grad({loss}, model.leaves());
  SRNET_CHECK(model.Apply(gradients, {.number = step + 1, .learning_rate = 5e-5}).ok());
}

void Measure(const char* name, TrainedModel& model, std::int64_t steps) {
  for (std::int64_t step = 0; step < 2; ++step) Step(model, step);
  const std::clock_t cpu_begin = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  for (std::int64_t step = 2; step < steps + 2; ++step) Step(model, step);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  const double per_step = elapsed.count() / static_cast<double>(steps);
  const double cpu =
      static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC / static_cast<double>(steps);
  fmt::print("{:<12} {:8.1f} examples/s  {:7.1f} ms/step  {:7.1f} ms/step of CPU time\n", name,
             kRows / per_step, 1000 * per_step, 1000 * cpu);
}

void Main(std::int64_t steps, int threads) {
  at::globalContext().setFlushDenormal(true);
  SRNET_CHECK(KeepFreedMemory());
  at::set_num_threads(threads);
  const ClippingRule clipping;
  SubnetworkModel finetuned(encoder::FreshWeights(kMiniLm, 3, 1), clipping);
  Measure("finetune", finetuned, steps);
  MaskedModel masked(encoder::FreshWeights(kMiniLm, 3, 1),
                     {.sparsity = 0.7, .initial_sparsity = 0.7, .clipping = clipping});
  Measure("mask_train", masked, steps);
  PrunedModel pruned(encoder::FreshWeights(kMiniLm, 3, 1),
                     {.segments = 10, .segment_steps = 1'000'000, .clipping = clipping});
  Measure("imp", pruned, steps);
}

}  // namespace
}  // namespace srnet::training

int main(int argument_count, char** arguments) {
  const long steps = argument_count > 1 ? std::atol(arguments[1]) : 20;
  const int threads = argument_count > 2 ? std::atoi(arguments[2]) : at::get_num_threads();
  srnet::training::Main(std::max(1L, steps), std::max(1, threads));
}
