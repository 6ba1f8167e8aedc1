#include "tests/support/tiny_nli.h"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "model/checkpoint/bert_folder.h"
#include "model/data/tokenise.h"
#include "model/encoder/initialize.h"
#include "model/tokenizer/wordpiece.h"

namespace srnet::testing {
namespace {

constexpr int kWords = 35;
constexpr int kOracleRows = 12;

std::string TinyVocabulary() {
  std::string text = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
  for (int i = 0; i < kWords; ++i) text += fmt::format("w{}\n", i);
  return text;
}

// Row `i` of a set: the label shows in one word of b, the others are noise of varied length.
data::Row TinyRow(int i, int classes, const std::string& prefix) {
  data::Row row;
  row.id = fmt::format("{}-{}", prefix, i);
  row.label = i % classes;
  for (int k = 0; k < 2 + i % 5; ++k) row.a += fmt::format("w{} ", (i * 7 + k * 3) % kWords);
  row.b = fmt::format("w{}", row.label * 3);
  for (int k = 0; k < i % 4; ++k) row.b += fmt::format(" w{}", 10 + (i * 5 + k) % 20);
  return row;
}

data::LabelledSet Set(const char* name, data::Role role, std::vector<std::string> labels,
                      std::vector<int> merge) {
  data::LabelledSet set;
  set.name = name;
  set.role = role;
  set.labels = std::move(labels);
  set.label_merge = std::move(merge);
  set.positive = "entailment";
  return set;
}

template <typename T>
T Must(StatusOr<T> result) {
  SRNET_CHECK(result.ok());
  return *std::move(result);
}

}  // namespace

encoder::BertConfig TinyConfig() {
  return {.vocabulary_size = kWords + 5,
          .max_positions = 32,
          .segment_types = 2,
          .hidden_size = 32,
          .layers = 2,
          .heads = 4,
          .intermediate_size = 64};
}

encoder::Weights TinyWeights() { return encoder::FreshWeights(TinyConfig(), 3, 7); }

data::Dataset TinyDataset(const TinySizes& sizes) {
  const std::vector<std::string> labels{"contradiction", "entailment", "neutral"};
  data::Dataset dataset{.name = "tiny", .task = "nli", .labels = labels, .sets = {}};
  dataset.sets.push_back(Set("train", data::Role::kTrain, labels, {0, 1, 2}));
  dataset.sets.push_back(Set("dev", data::Role::kDev, labels, {0, 1, 2}));
  dataset.sets.push_back(Set("hans", data::Role::kOod, {"non-entailment", "entailment"}, {0, 1, 0}));
  dataset.sets.back().groups = {"heuristic", "subcase"};
  dataset.sets.back().metrics = {"accuracy", "f1"};
  dataset.sets.push_back(Set("hans-train", data::Role::kOracle, labels, {0, 1, 2}));
  dataset.sets.back().copies = 2;
  for (int i = 0; i < kOracleRows; ++i) dataset.sets[3].rows.push_back(TinyRow(i + 3000, 2, "oracle"));
  for (int i = 0; i < sizes.train; ++i) dataset.sets[0].rows.push_back(TinyRow(i, 3, "train"));
  for (int i = 0; i < sizes.dev; ++i) dataset.sets[1].rows.push_back(TinyRow(i + 1000, 3, "dev"));
  for (int i = 0; i < sizes.ood; ++i) {
    dataset.sets[2].rows.push_back(TinyRow(i + 2000, 2, "hans"));
    dataset.sets[2].rows.back().groups = {i % 4 < 2 ? "lexical_overlap" : "subsequence",
                                          fmt::format("s{}", i % 3)};
  }
  return dataset;
}

void WriteTinyModel(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const encoder::BertConfig config = TinyConfig();
  std::ofstream(folder / "config.json") << fmt::format(
      R"({{"model_type":"bert","vocab_size":{},"max_position_embeddings":{},"type_vocab_size":{},"hidden_size":{},)"
      R"("num_hidden_layers":{},"num_attention_heads":{},"intermediate_size":{},"hidden_act":"gelu",)"
      R"("layer_norm_eps":1e-12,"initializer_range":0.02,"pad_token_id":0}})",
      config.vocabulary_size, config.max_positions, config.segment_types, config.hidden_size, config.layers,
      config.heads, config.intermediate_size);
  std::ofstream(folder / "vocab.txt") << TinyVocabulary();
  SRNET_CHECK(checkpoint::WriteWeights(folder / "model.safetensors", TinyWeights()).ok());
}

data::TokenisedDataset TinyTokens(const std::filesystem::path& file, const TinySizes& sizes) {
  const tokenizer::WordPieceTokenizer tokenizer(
      Must(tokenizer::Vocabulary::Parse(TinyVocabulary(), "vocab.txt")), tokenizer::TextRules{});
  const std::string bytes = Must(data::TokeniseToBytes(TinyDataset(sizes), tokenizer, {.max_length = 32}));
  std::ofstream(file, std::ios::binary) << bytes;
  return Must(data::TokenisedDataset::Open(file));
}

}  // namespace srnet::testing
