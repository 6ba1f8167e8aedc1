#include "tests/e2e/tiny_model.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace srnet::testing {
namespace {

constexpr int kHidden = 32;
constexpr int kIntermediate = 64;
constexpr int kLayers = 2;
constexpr int kPositions = 64;

std::vector<std::string> Vocabulary() {
  std::vector<std::string> words{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".",
                                 ",",     "'",     "-",     "the",   "a"};
  for (char c = 'b'; c <= 'z'; ++c) words.emplace_back(1, c);
  for (char c = 'a'; c <= 'z'; ++c) words.push_back(fmt::format("##{}", c));
  return words;
}

// A safetensors file under construction: an 8-byte length, a JSON header, then the tensors.
class Tensors {
 public:
  void Add(const std::string& name, int rows, int columns, double scale, float base = 0) {
    const std::size_t start = data_.size();
    for (int i = 0; i < rows * columns; ++i) Append(base + static_cast<float>(scale * Next()));
    const std::string shape = columns == 1 ? fmt::format("{}", rows) : fmt::format("{},{}", rows, columns);
    header_ += fmt::format(R"({}"{}":{{"dtype":"F32","shape":[{}],"data_offsets":[{},{}]}})",
                           header_.empty() ? "" : ",", name, shape, start, data_.size());
  }
  void AddLinear(const std::string& name, int out, int in) {
    Add(name + ".weight", out, in, 0.15);
    Add(name + ".bias", out, 1, 0);
  }
  void AddLayerNorm(const std::string& name) {
    Add(name + ".weight", kHidden, 1, 0, 1);
    Add(name + ".bias", kHidden, 1, 0);
  }

  void Write(const std::filesystem::path& file) const {
    const std::string header = "{" + header_ + "}";
    const std::uint64_t size = header.size();
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(&size), sizeof(size));
    out << header << data_;
  }

 private:
  // Uniform in [-1, 1), of the generator's own bits: the standard's distributions differ between libraries.
  double Next() { return static_cast<double>(generator_()) / 2147483648.0 - 1; }
  void Append(float value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    data_.append(bytes, sizeof(bytes));
  }

  std::mt19937 generator_{7};
  std::string header_;
  std::string data_;
};

void AddLayer(Tensors& tensors, const std::string& layer) {
  for (const char* part : {"query", "key", "value"})
    tensors.AddLinear(layer + ".attention.self." + part, kHidden, kHidden);
  tensors.AddLinear(layer + ".attention.output.dense", kHidden, kHidden);
  tensors.AddLayerNorm(layer + ".attention.output.LayerNorm");
  tensors.AddLinear(layer + ".intermediate.dense", kIntermediate, kHidden);
  tensors.AddLinear(layer + ".output.dense", kHidden, kIntermediate);
  tensors.AddLayerNorm(layer + ".output.LayerNorm");
}

void WriteConfig(const std::filesystem::path& file, std::size_t words) {
  std::ofstream(file) << fmt::format(
      R"({{"model_type":"bert","vocab_size":{},"max_position_embeddings":{},"type_vocab_size":2,"hidden_size":{},)"
      R"("num_hidden_layers":{},"num_attention_heads":4,"intermediate_size":{},"hidden_act":"gelu",)"
      R"("layer_norm_eps":1e-12,"initializer_range":0.02,"pad_token_id":0}})",
      words, kPositions, kHidden, kLayers, kIntermediate);
}

}  // namespace

void WriteTinyModelFolder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::vector<std::string> words = Vocabulary();
  std::ofstream(folder / "vocab.txt") << fmt::format("{}\n", fmt::join(words, "\n"));
  WriteConfig(folder / "config.json", words.size());
  Tensors tensors;
  tensors.Add("embeddings.word_embeddings.weight", static_cast<int>(words.size()), kHidden, 0.5);
  tensors.Add("embeddings.position_embeddings.weight", kPositions, kHidden, 0.1);
  tensors.Add("embeddings.token_type_embeddings.weight", 2, kHidden, 0.1);
  tensors.AddLayerNorm("embeddings.LayerNorm");
  for (int i = 0; i < kLayers; ++i) AddLayer(tensors, fmt::format("encoder.layer.{}", i));
  tensors.AddLinear("pooler.dense", kHidden, kHidden);
  tensors.Write(folder / "model.safetensors");
}

}  // namespace srnet::testing
