#include "model/checkpoint/bert_folder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/files/files.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/encoder/initialize.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::checkpoint {
namespace {

using encoder::BertConfig;
using srnet::testing::Fails;
using srnet::testing::IsOk;
using srnet::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kConfigText[] = R"({"model_type": "bert", "hidden_act": "gelu", "vocab_size": 7,
  "max_position_embeddings": 5, "type_vocab_size": 2, "hidden_size": 6, "num_hidden_layers": 1,
  "num_attention_heads": 2, "intermediate_size": 8, "layer_norm_eps": 1e-12, "id2label": {"0": "x"}})";

class BertFolderTest : public ::testing::Test {
 protected:
  BertFolderTest() {
    for (const encoder::Parameter& parameter : encoder::Parameters(weights_)) {
      tensors_.push_back({parameter.name, *parameter.tensor});
    }
  }

  StatusOr<BertConfig> ConfigWith(const std::string& from, const std::string& to) {
    std::string text = kConfigText;
    const std::size_t place = text.find(from);
    EXPECT_NE(place, std::string::npos);
    text.replace(place, from.size(), to);
    EXPECT_THAT(WriteFileAtomically(folder_ / "config.json", text), IsOk());
    return ReadBertConfig(folder_ / "config.json");
  }

  StatusOr<LoadedWeights> WriteThenRead() {
    EXPECT_THAT(WriteSafetensors(path_, tensors_), IsOk());
    return ReadWeights(path_, config_, {.labels = 3, .seed = 9});
  }

  void Rename(const std::string& part, const std::string& replacement) {
    for (NamedTensor& named : tensors_) {
      const std::size_t place = named.name.find(part);
      if (place != std::string::npos) named.name.replace(place, part.size(), replacement);
    }
  }
  void Erase(const std::string& part) {
    std::erase_if(tensors_,
                  [&](const NamedTensor& named) { return named.name.find(part) != std::string::npos; });
  }

  void ExpectSame(encoder::Weights& read) {
    const auto ours = encoder::Parameters(read), written = encoder::Parameters(weights_);
    for (std::size_t i = 0; i < ours.size(); ++i)
      EXPECT_TRUE(at::equal(*ours[i].tensor, *written[i].tensor)) << ours[i].name;
  }

  TemporaryDirectory folder_;
  std::filesystem::path path_ = folder_ / "model.safetensors";
  BertConfig config_{.vocabulary_size = 7,
                     .max_positions = 5,
                     .hidden_size = 6,
                     .layers = 1,
                     .heads = 2,
                     .intermediate_size = 8};
  encoder::Weights weights_ = encoder::FreshWeights(config_, 3, 9);
  std::vector<NamedTensor> tensors_;
};

TEST_F(BertFolderTest, ConfigurationIsReadAndUnknownKeysAreLeftAlone) {
  EXPECT_EQ(*ConfigWith("", ""), config_);
}

TEST_F(BertFolderTest, WhatTheEncoderDoesNotComputeIsNamed) {
  const auto refused = [](const std::string& reason) {
    return Fails(StatusCode::kInvalidArgument, HasSubstr(reason));
  };
  EXPECT_THAT(ConfigWith(R"("model_type": "bert")", R"("model_type": "xlm-roberta")"),
              refused("model_type is \"xlm-roberta\""));
  EXPECT_THAT(ConfigWith(R"("model_type": "bert",)", ""), refused("model_type is missing"));
  EXPECT_THAT(ConfigWith(R"("gelu")", R"("gelu_new")"), refused("hidden_act is \"gelu_new\""));
  EXPECT_THAT(ConfigWith(R"("hidden_act": "gelu")", R"("position_embedding_type": "relative_key")"),
              refused("position_embedding_type is \"relative_key\""));
  EXPECT_THAT(ConfigWith(R"("vocab_size": 7,)", ""), refused("vocab_size is missing"));
  EXPECT_THAT(ConfigWith(R"("vocab_size": 7)", R"("vocab_size": "7")"), refused("vocab_size is a string"));
  EXPECT_THAT(ConfigWith(R"("num_attention_heads": 2)", R"("num_attention_heads": 4)"),
              refused("hidden_size 6"));
  EXPECT_THAT(ConfigWith("{", "["), refused("config.json"));
}

TEST_F(BertFolderTest, RobertaCountsPositionsFromBehindItsPadding) {
  const auto config = ConfigWith(R"("model_type": "bert")", R"("model_type": "roberta")");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->family, encoder::Family::kRoberta);
  EXPECT_EQ(config->first_position, 2);
  EXPECT_EQ(config->longest_sequence(), 3);
  EXPECT_FALSE(config->reads_segments());
  EXPECT_EQ(
      ConfigWith(R"("model_type": "bert")", R"("model_type": "roberta", "pad_token_id": 0)")->first_position,
      1);
  EXPECT_THAT(ConfigWith(R"("model_type": "bert")", R"("model_type": "roberta", "pad_token_id": 4)"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("pad_token_id + 1, is 5")));
}

TEST_F(BertFolderTest, LayersMayBeNarrowerThanConfiguredWhereUnitsWereCutOut) {
  const auto with = [this](const std::string& widths) {
    return ConfigWith(R"("vocab_size": 7,)", R"("vocab_size": 7, )" + widths);
  };
  EXPECT_EQ(with(R"("srnet_heads": [1], "srnet_units": [5],)")->width(0),
            (encoder::LayerWidth{.heads = 1, .units = 5}));
  const auto refused = [](const std::string& reason) {
    return Fails(StatusCode::kInvalidArgument, HasSubstr(reason));
  };
  EXPECT_THAT(with(R"("srnet_heads": [1],)"), refused("srnet_heads has 1 numbers, srnet_units 0"));
  EXPECT_THAT(with(R"("srnet_heads": [3], "srnet_units": [5],)"), refused("3 heads; it must lie in 1..2"));
  EXPECT_THAT(with(R"("srnet_heads": [1], "srnet_units": [9],)"), refused("9 feed-forward units"));
  EXPECT_THAT(with(R"("srnet_heads": [1, 1], "srnet_units": [5, 5],)"), refused("2 layers have a width"));
  EXPECT_THAT(with(R"("srnet_heads": 1, "srnet_units": [5],)"), refused("srnet_heads is an integer"));
}

TEST_F(BertFolderTest, LayerNormEpsilonIsThatOfTheConfiguration) {
  EXPECT_EQ(ConfigWith("1e-12", "1e-5")->layer_norm_epsilon, 1e-5);
}

TEST_F(BertFolderTest, AbsentConfigurationIsNotFound) {
  EXPECT_THAT(ReadBertConfig(folder_ / "config.json"),
              Fails(StatusCode::kNotFound, HasSubstr("config.json")));
}

TEST_F(BertFolderTest, WeightsComeBackBitForBitWithoutNotices) {
  ASSERT_THAT(WriteWeights(path_, weights_), IsOk());
  auto read = ReadWeights(path_, config_, {.labels = 3});
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->notices, IsEmpty());
  ExpectSame(read->weights);
}

TEST_F(BertFolderTest, NamesWithoutPrefixAndOldLayerNormNamesAreKnown) {
  Rename("bert.", "");
  Rename("LayerNorm.weight", "LayerNorm.gamma");
  Rename("LayerNorm.bias", "LayerNorm.beta");
  auto read = WriteThenRead();
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->notices, IsEmpty());
  ExpectSame(read->weights);
}

TEST_F(BertFolderTest, HalfPrecisionIsWidened) {
  for (NamedTensor& named : tensors_) named.tensor = named.tensor.to(at::kHalf);
  const auto read = WriteThenRead();
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->weights.pooler.weight.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::allclose(read->weights.pooler.weight, weights_.pooler.weight, 1e-3, 1e-5));
}

// A masked-language model: no pooler, no classifier, a head of its own.
TEST_F(BertFolderTest, MaskedLanguageModelGivesNamedNotices) {
  Erase("pooler");
  Erase("classifier");
  tensors_.push_back({"cls.predictions.bias", at::ones({7})});
  tensors_.push_back({"bert.embeddings.position_ids", at::arange(5, at::kLong)});
  auto read = WriteThenRead();
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->notices, ElementsAre(HasSubstr("no bert.pooler.dense"), HasSubstr("no classifier"),
                                         HasSubstr("cls.predictions.bias")));
  ExpectSame(read->weights);  // FreshWeights draws its heads from the same seed
}

TEST_F(BertFolderTest, TensorsThatBertDoesNotHaveAreIgnoredByName) {
  tensors_.push_back({"adapter.weight", at::ones({2})});
  const auto read = WriteThenRead();
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->notices, ElementsAre(HasSubstr("adapter.weight")));
}

TEST_F(BertFolderTest, MissingEncoderTensorsAreListedUpToAFew) {
  Erase("attention.self");
  EXPECT_THAT(WriteThenRead(), Fails(StatusCode::kInvalidArgument,
                                     AllOf(HasSubstr("bert.encoder.layer.0.attention.self.query.weight"),
                                           HasSubstr("and 2 more"))));
}

TEST_F(BertFolderTest, WrongShapeAndWrongDtypeAreNamed) {
  tensors_[0].tensor = at::ones({8, 6});
  EXPECT_THAT(WriteThenRead(),
              Fails(StatusCode::kInvalidArgument, HasSubstr("word_embeddings.weight is [8, 6], not [7, 6]")));
  tensors_[0].tensor = at::ones({7, 6}, at::kLong);
  EXPECT_THAT(WriteThenRead(), Fails(StatusCode::kInvalidArgument, HasSubstr("not floating-point")));
}

TEST_F(BertFolderTest, HalfAHeadIsRefused) {
  Erase("classifier.bias");
  EXPECT_THAT(WriteThenRead(),
              Fails(StatusCode::kInvalidArgument, HasSubstr("classifier has a weight but no bias")));
}

TEST_F(BertFolderTest, TwoNamesForOneParameterAreRefused) {
  tensors_.push_back({"pooler.dense.bias", at::ones({6})});
  EXPECT_THAT(WriteThenRead(), Fails(StatusCode::kInvalidArgument, HasSubstr("the same parameter")));
}

TEST_F(BertFolderTest, WithoutASeedAFileWithoutAClassifierIsRefused) {
  Erase("classifier");
  ASSERT_THAT(WriteSafetensors(path_, tensors_), IsOk());
  EXPECT_THAT(ReadWeights(path_, config_, {.labels = 3, .seed = std::nullopt}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("the file has no classifier")));
}

class RobertaFolderTest : public BertFolderTest {
 protected:
  RobertaFolderTest() {
    config_.family = encoder::Family::kRoberta;
    config_.first_position = 2;
    config_.segment_types = 1;
    weights_ = encoder::FreshWeights(config_, 3, 9);
    tensors_.clear();
    for (const encoder::Parameter& parameter : encoder::Parameters(weights_))
      tensors_.push_back({parameter.name, *parameter.tensor});
  }
};

TEST_F(RobertaFolderTest, ComesBackBitForBitUnderItsOwnNames) {
  ASSERT_THAT(WriteWeights(path_, weights_), IsOk());
  const auto reader = SafetensorsReader::Open(path_);
  for (const char* name : {"roberta.embeddings.word_embeddings.weight", "classifier.dense.weight",
                           "classifier.out_proj.bias", "roberta.encoder.layer.0.attention.self.query.weight"})
    EXPECT_NE(reader->Find(name), nullptr) << name;
  auto read = ReadWeights(path_, config_, {.labels = 3});
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->notices, IsEmpty());
  ExpectSame(read->weights);
}

TEST_F(RobertaFolderTest, MaskedLanguageModelGivesNamedNotices) {
  Erase("classifier");
  tensors_.push_back({"lm_head.dense.weight", at::ones({6, 6})});
  tensors_.push_back({"roberta.pooler.dense.weight", at::ones({6, 6})});
  auto read = WriteThenRead();
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->notices,
              ElementsAre(HasSubstr("no classifier.dense"), HasSubstr("no classifier.out_proj"),
                          HasSubstr("lm_head.dense.weight"), HasSubstr("roberta.pooler.dense.weight")));
  ExpectSame(read->weights);
}

TEST_F(RobertaFolderTest, NamesWithoutPrefixAreKnownAndThoseOfBertAreNot) {
  Rename("roberta.", "");
  EXPECT_THAT(WriteThenRead(), IsOk());
  for (NamedTensor& named : tensors_)
    if (!named.name.starts_with("classifier")) named.name = "bert." + named.name;
  EXPECT_THAT(WriteThenRead(),
              Fails(StatusCode::kInvalidArgument, HasSubstr("roberta.embeddings.word_embeddings.weight")));
}

}  // namespace
}  // namespace srnet::checkpoint
