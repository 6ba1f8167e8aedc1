// How many examples a second the encoder trains (forward and backward, no
// optimiser) and evaluates.
//
//   encoder_bench --shape minilm --threads 2 --precision auto --steps 10
//
// Batches are synthetic, with lengths spread as on MNLI (mean 39.6 tokens).
// Beside examples per second of wall time it prints examples per second of CPU
// time, which a busy machine disturbs less, and the rate of the matrix
// products. tests/bench/transformers_finetune.py is the peer.
//
// With --model FOLDER it measures the model of a folder: that of an export with
// --cut-out shows the speed of a structured subnetwork as a dense model.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "model/checkpoint/bert_folder.h"
#include "model/encoder/encoder.h"
#include "model/encoder/initialize.h"

namespace {

using namespace srnet::encoder;

struct Options {
  std::string shape = "minilm";
  std::string precision = "auto";
  std::string train = "all";
  int threads = 2;
  int steps = 10;
  int batch = 32;
  std::string model;
};

BertConfig ConfigOf(const std::string& shape) {
  if (shape == "base") return {};
  return {.hidden_size = 384, .layers = 6, .heads = 12, .intermediate_size = 1536};
}

// Log-normal lengths with the mean and the spread of MNLI, in 8..128.
PackedBatch SyntheticBatch(int sequences, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::lognormal_distribution<double> length(3.566, 0.47);
  std::vector<std::vector<std::int32_t>> tokens(static_cast<std::size_t>(sequences));
  std::vector<SequenceView> views;
  for (auto& row : tokens) {
    row.resize(static_cast<std::size_t>(std::min(128.0, std::max(8.0, length(generator)))));
    for (std::int32_t& token : row) token = static_cast<std::int32_t>(1000 + generator() % 20000);
    views.push_back({row, static_cast<std::int64_t>(row.size() * 2 / 3)});
  }
  return Pack(views);
}

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Multiply-adds of the layers' matrix products of one forward pass, times two.
double ForwardFlops(Weights weights, double tokens) {
  double entries = 0;
  for (const Parameter& matrix : PrunableMatrices(weights)) {
    if (matrix.kind == MatrixKind::kPooler || matrix.kind == MatrixKind::kClassifier) continue;
    entries += static_cast<double>(matrix.tensor->numel());
  }
  return 2 * tokens * entries;
}

struct Model {
  BertConfig config;
  Weights weights;
};

srnet::StatusOr<Model> ModelOf(const Options& options) {
  if (options.model.empty()) {
    const BertConfig config = ConfigOf(options.shape);
    return Model{config, FreshWeights(config, 3, 1)};
  }
  const std::filesystem::path folder = options.model;
  SRNET_ASSIGN_OR_RETURN(const BertConfig config, srnet::checkpoint::ReadBertConfig(folder / "config.json"));
  SRNET_ASSIGN_OR_RETURN(auto loaded,
                         srnet::checkpoint::ReadWeights(folder / "model.safetensors", config, {.labels = 3}));
  return Model{config, std::move(loaded.weights)};
}

template <typename Step>
void Measure(const char* name, const Options& options, const Weights& weights, double passes,
             const Step& step) {
  std::vector<PackedBatch> batches;
  for (int i = 0; i < 4; ++i) batches.push_back(SyntheticBatch(options.batch, static_cast<std::uint64_t>(i)));
  step(batches[0], 0);
  const double wall = WallSeconds();
  const double cpu = CpuSeconds();
  double tokens = 0;
  for (int i = 0; i < options.steps; ++i) {
    const PackedBatch& batch = batches[static_cast<std::size_t>(i) % batches.size()];
    step(batch, i);
    tokens += static_cast<double>(batch.total_tokens());
  }
  const double examples = static_cast<double>(options.batch) * options.steps;
  const double wall_spent = WallSeconds() - wall;
  const double cpu_spent = CpuSeconds() - cpu;
  fmt::print(
      "{:<6} {:>8.1f} examples/s wall {:>8.1f} examples/s of CPU time "
      "{:>7.1f} GFLOP/s {:>6.1f} "
      "tokens/example\n",
      name, examples / wall_spent, examples / cpu_spent,
      passes * ForwardFlops(weights, tokens) / wall_spent / 1e9, tokens / examples);
}

void Run(const Options& options, Precision precision, Model model) {
  const BertConfig& config = model.config;
  Weights& weights = model.weights;
  RequireGradients(weights, options.train == "all");
  for (const Parameter& parameter : PrunableMatrices(weights)) parameter.tensor->set_requires_grad(true);
  const at::Tensor labels = at::zeros({options.batch}, at::kLong);
  fmt::print("{} batch {} threads {} precision {} gradients of {}\n",
             options.model.empty() ? options.shape : options.model, options.batch, options.threads,
             PrecisionName(precision), options.train);
  Measure("train", options, weights, 3, [&](const PackedBatch& batch, int step) {
    const Dropout dropout{
        .probability = 0.1, .seed = 1, .step = static_cast<std::uint64_t>(step), .active = true};
    for (const Parameter& parameter : Parameters(weights)) parameter.tensor->mutable_grad() = at::Tensor();
    torch::autograd::backward(
        {at::cross_entropy_loss(Logits(weights, config, batch, dropout, precision), labels)});
  });
  const at::NoGradGuard no_gradients;
  Measure("eval", options, weights, 1,
          [&](const PackedBatch& batch, int) { Logits(weights, config, batch, Dropout{}, precision); });
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Examples a second of the encoder, without optimiser and data");
  app.add_option("--shape", options.shape)->check(CLI::IsMember({"minilm", "base"}));
  app.add_option("--precision", options.precision);
  app.add_option("--train", options.train, "which gradients: all parameters, or the prunable matrices")
      ->check(CLI::IsMember({"all", "prunable"}));
  app.add_option("--threads", options.threads)->check(CLI::PositiveNumber);
  app.add_option("--steps", options.steps)->check(CLI::PositiveNumber);
  app.add_option("--batch", options.batch)->check(CLI::PositiveNumber);
  app.add_option("--model", options.model, "a Hugging Face folder, instead of a shape")
      ->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  const auto precision = ParsePrecision(options.precision);
  if (!precision.ok()) {
    fmt::print(stderr, "{}\n", srnet::Message(precision.status()));
    return 2;
  }
  auto model = ModelOf(options);
  if (!model.ok()) {
    fmt::print(stderr, "{}\n", srnet::Message(model.status()));
    return 1;
  }
  at::set_num_threads(options.threads);
  Run(options, *precision, *std::move(model));
}
