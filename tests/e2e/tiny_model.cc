#include "tests/e2e/tiny_model.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/tokenizer/byte_alphabet.h"

namespace srnet::testing {
namespace {

constexpr int kHidden = 32;
constexpr int kIntermediate = 64;
constexpr int kLayers = 2;
constexpr int kPositions = 64;

// What BERT and RoBERTa do not have in common.
struct Shape {
  std::string model_type;
  int words = 0;
  int positions = kPositions;
  int segments = 2;
  std::string settings;  // More of config.json.
};

std::vector<std::string> Vocabulary() {
  std::vector<std::string> words{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".",
                                 ",",     "'",     "-",     "the",   "a"};
  for (char c = 'b'; c <= 'z'; ++c) words.emplace_back(1, c);
  for (char c = 'a'; c <= 'z'; ++c) words.push_back(fmt::format("##{}", c));
  return words;
}

// Pairs in the order of their ranks; each makes a token of what precedes it.
std::vector<std::array<std::string, 2>> Merges() {
  const std::string space = tokenizer::CharacterOfByte(' ');
  return {{"t", "h"}, {"th", "e"}, {space, "the"}, {"e", "r"}, {"o", "r"}, {space, "a"}, {"n", "d"}};
}

// The names and ids of vocab.json.
nlohmann::json BytePairVocabulary() {
  nlohmann::json ids;
  for (const char* special : {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}) ids[special] = ids.size();
  for (int byte = 0; byte < 256; ++byte) {
    ids[tokenizer::CharacterOfByte(static_cast<unsigned char>(byte))] = ids.size();
  }
  for (const auto& [left, right] : Merges()) ids[left + right] = ids.size();
  return ids;
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

void WriteConfig(const std::filesystem::path& file, const Shape& shape) {
  std::ofstream(file) << fmt::format(
      R"({{"model_type":"{}","vocab_size":{},"max_position_embeddings":{},"type_vocab_size":{},"hidden_size":{},)"
      R"("num_hidden_layers":{},"num_attention_heads":4,"intermediate_size":{},"hidden_act":"gelu",)"
      R"("initializer_range":0.02,{}}})",
      shape.model_type, shape.words, shape.positions, shape.segments, kHidden, kLayers, kIntermediate,
      shape.settings);
}

Tensors Encoder(const Shape& shape) {
  Tensors tensors;
  tensors.Add("embeddings.word_embeddings.weight", shape.words, kHidden, 0.5);
  tensors.Add("embeddings.position_embeddings.weight", shape.positions, kHidden, 0.1);
  tensors.Add("embeddings.token_type_embeddings.weight", shape.segments, kHidden, 0.1);
  tensors.AddLayerNorm("embeddings.LayerNorm");
  for (int i = 0; i < kLayers; ++i) AddLayer(tensors, fmt::format("encoder.layer.{}", i));
  return tensors;
}

}  // namespace

void WriteTinyModelFolder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::vector<std::string> words = Vocabulary();
  std::ofstream(folder / "vocab.txt") << fmt::format("{}\n", fmt::join(words, "\n"));
  const Shape shape{.model_type = "bert",
                    .words = static_cast<int>(words.size()),
                    .settings = R"("layer_norm_eps":1e-12,"pad_token_id":0)"};
  WriteConfig(folder / "config.json", shape);
  Tensors tensors = Encoder(shape);
  tensors.AddLinear("pooler.dense", kHidden, kHidden);
  tensors.Write(folder / "model.safetensors");
}

void WriteTinyRobertaFolder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const nlohmann::json vocabulary = BytePairVocabulary();
  std::ofstream(folder / "vocab.json") << vocabulary;
  std::ofstream merges(folder / "merges.txt");
  for (const auto& [left, right] : Merges()) merges << left << " " << right << "\n";
  std::ofstream(folder / "tokenizer_config.json") << R"({"tokenizer_class":"RobertaTokenizer"})";
  // Positions begin behind the id of the padding.
  const Shape shape{
      .model_type = "roberta",
      .words = static_cast<int>(vocabulary.size()),
      .positions = kPositions + 2,
      .segments = 1,
      .settings = R"("layer_norm_eps":1e-5,"pad_token_id":1,"bos_token_id":0,"eos_token_id":2)"};
  WriteConfig(folder / "config.json", shape);
  Encoder(shape).Write(folder / "model.safetensors");
}

}  // namespace srnet::testing
