#include "model/export/hugging_face_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "model/export/subnetwork_file.h"
#include "model/safetensors/header.h"
#include "model/safetensors/parameter_names.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::model_export {
namespace {

using ::nlohmann::json;
using safetensors::Dtype;
using srnet::testing::Fails;
using srnet::testing::IsOk;
using srnet::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::uint64_t kLimit = 1 << 20;

struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

void WriteTensors(const std::filesystem::path& path, const std::vector<Tensor>& tensors) {
  std::vector<safetensors::TensorEntry> entries;
  for (const Tensor& tensor : tensors) entries.push_back({.name = tensor.name, .shape = tensor.shape});
  ASSERT_THAT(safetensors::LayOut(entries), IsOk());
  std::string file = safetensors::WriteHeader(entries, {});
  for (const auto& entry : entries) {
    for (const Tensor& tensor : tensors) {
      if (tensor.name != entry.name) continue;
      file.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
    }
  }
  ASSERT_THAT(WriteFileAtomically(path, file), IsOk());
}

std::vector<std::string> NamesIn(const std::filesystem::path& path) {
  const std::string file = *ReadFile(path, kLimit);
  std::vector<std::string> names;
  const auto header = safetensors::ParseHeader(file);
  for (const auto& entry : header->entries) names.push_back(entry.name);
  return names;
}

template <typename T>
std::vector<T> Values(const std::filesystem::path& path, std::string_view name) {
  const std::string file = *ReadFile(path, kLimit);
  const auto header = safetensors::ParseHeader(file);
  for (const auto& entry : header->entries) {
    if (entry.name != name) continue;
    std::vector<T> values((entry.end - entry.begin) / sizeof(T));
    std::memcpy(values.data(), file.data() + header->data_begin + entry.begin, entry.end - entry.begin);
    return values;
  }
  ADD_FAILURE() << path << " has no " << name;
  return {};
}

class HuggingFaceFolderTest : public ::testing::Test {
 protected:
  HuggingFaceFolderTest() {
    std::filesystem::create_directory(folder_ / "model");
    Write(
        "model/config.json",
        R"({"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 2, "torch_dtype": "float16"})");
    Write("model/vocab.txt", "[PAD]\n");
    Write("model/README.md", "not part of a model");
    WriteTensors(product_.weights, {{"bert.pooler.dense.weight", {2, 2}, {1, 2, 3, 4}},
                                    {"classifier.weight", {2, 2}, {5, 6, 7, 8}},
                                    {"classifier.bias", {2}, {9, 10}}});
    EXPECT_THAT(prune::WriteCodedTensors(mask_, prune::Coding::kMask,
                                         {{"bert.pooler.dense.weight", {{2, 2}, {1, 0, 0, 1}}}}),
                IsOk());
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_THAT(WriteFileAtomically(folder_ / name, text), IsOk());
  }
  Status Export(Form form = Form::kZeros) { return WriteHuggingFaceFolder(product_, form, output_); }

  TemporaryDirectory folder_;
  std::filesystem::path mask_ = folder_ / "mask";
  std::filesystem::path output_ = folder_ / "out";
  Product product_{.model_folder = folder_ / "model",
                   .weights = folder_ / "weights",
                   .labels = {"contradiction", "entailment"}};
};

TEST_F(HuggingFaceFolderTest, HoldsConfigurationTokenizerAndWeights) {
  ASSERT_THAT(Export(), IsOk());
  EXPECT_EQ(*ReadFile(output_ / "vocab.txt", kLimit), "[PAD]\n");
  EXPECT_FALSE(std::filesystem::exists(output_ / "README.md"));
  EXPECT_THAT(Values<float>(output_ / "model.safetensors", "bert.pooler.dense.weight"),
              ElementsAre(1, 2, 3, 4));
  const json config = json::parse(*ReadFile(output_ / "config.json", kLimit));
  EXPECT_EQ(config["id2label"], json({{"0", "contradiction"}, {"1", "entailment"}}));
  EXPECT_EQ(config["label2id"]["entailment"], 1);
  EXPECT_EQ(config["architectures"], json::array({"BertForSequenceClassification"}));
  EXPECT_EQ(config["dtype"], "float32");
  EXPECT_FALSE(config.contains("torch_dtype"));
  EXPECT_EQ(config["hidden_size"], 2);
}

TEST_F(HuggingFaceFolderTest, HasZerosWhereTheMaskPrunes) {
  product_.mask = mask_;
  ASSERT_THAT(Export(), IsOk());
  EXPECT_THAT(Values<float>(output_ / "model.safetensors", "bert.pooler.dense.weight"),
              ElementsAre(1, 0, 0, 4));
  EXPECT_THAT(Values<float>(output_ / "model.safetensors", "classifier.weight"), ElementsAre(5, 6, 7, 8));
  EXPECT_FALSE(std::filesystem::exists(output_ / "mask.safetensors"));
}

TEST_F(HuggingFaceFolderTest, KeepsTheMaskApartWhenAsked) {
  product_.mask = mask_;
  ASSERT_THAT(Export(Form::kMaskApart), IsOk());
  EXPECT_THAT(Values<float>(output_ / "model.safetensors", "bert.pooler.dense.weight"),
              ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Values<std::uint8_t>(output_ / "mask.safetensors", "bert.pooler.dense.weight"),
              ElementsAre(1, 0, 0, 1));
}

TEST_F(HuggingFaceFolderTest, AClassifierThatBelongsToTheMaskTakesItsPlace) {
  product_.mask = mask_;
  const prune::Subnetwork drawn{.masks = {{"classifier.weight", {{3, 2}, {1, 1, 1, 1, 0, 1}}}},
                                .parameters = {{"classifier.weight", {{3, 2}, {1, 2, 3, 4, 5, 6}}},
                                               {"classifier.bias", {{3}, {0, 0, 0}}}}};
  ASSERT_THAT(prune::WriteSubnetwork(mask_, drawn), IsOk());
  ASSERT_THAT(Export(), IsOk());
  EXPECT_THAT(Values<float>(output_ / "model.safetensors", "classifier.weight"),
              ElementsAre(1, 2, 3, 4, 0, 6));
  EXPECT_THAT(Values<float>(output_ / "model.safetensors", "bert.pooler.dense.weight"),
              ElementsAre(1, 2, 3, 4));
}

TEST_F(HuggingFaceFolderTest, NamesAreThoseOfTodayAndOtherHeadsAreLeftOut) {
  WriteTensors(product_.weights, {{"encoder.layer.0.output.LayerNorm.gamma", {1}, {1}},
                                  {"pooler.dense.weight", {1}, {1}},
                                  {"embeddings.position_ids", {1}, {0}},
                                  {"cls.predictions.bias", {1}, {1}},
                                  {"classifier.weight", {1}, {1}}});
  ASSERT_THAT(Export(), IsOk());
  EXPECT_THAT(NamesIn(output_ / "model.safetensors"),
              ElementsAre("bert.encoder.layer.0.output.LayerNorm.weight", "bert.pooler.dense.weight",
                          "classifier.weight"));
}

TEST_F(HuggingFaceFolderTest, OfARobertaNeedsItsOwnClassifier) {
  Write("model/config.json", R"({"model_type": "roberta"})");
  EXPECT_THAT(Export(), Fails(StatusCode::kInvalidArgument, HasSubstr("no classifier.out_proj.weight")));
  WriteTensors(product_.weights,
               {{"roberta.pooler.dense.weight", {1}, {1}}, {"classifier.out_proj.weight", {1}, {1}}});
  ASSERT_THAT(Export(), IsOk());
  EXPECT_THAT(NamesIn(output_ / "model.safetensors"), ElementsAre("classifier.out_proj.weight"));
}

TEST_F(HuggingFaceFolderTest, RefusesWhatDoesNotFitTogether) {
  product_.mask = mask_;
  const auto masked = [this](prune::CodedTensors masks, const std::string& reason) {
    ASSERT_THAT(prune::WriteCodedTensors(mask_, prune::Coding::kMask, masks), IsOk());
    EXPECT_THAT(Export(), Fails(StatusCode::kInvalidArgument, HasSubstr(reason)));
    EXPECT_FALSE(std::filesystem::exists(output_));
  };
  masked({{"bert.pooler.dense.weight", {{4}, {1, 0, 0, 1}}}}, "[2, 2], its mask is [4]");
  masked({{"bert.other.weight", {{1}, {1}}}}, "no tensor bert.other.weight");
  product_.mask.reset();
  EXPECT_THAT(Export(Form::kMaskApart), Fails(StatusCode::kInvalidArgument, HasSubstr("no mask")));
  Write("model/config.json", R"({"model_type": "t5"})");
  EXPECT_THAT(Export(), Fails(StatusCode::kInvalidArgument, HasSubstr("model_type is \"t5\"")));
}

TEST_F(HuggingFaceFolderTest, NeverMixesWithWhatIsThere) {
  std::filesystem::create_directory(output_);
  EXPECT_THAT(Export(), IsOk());
  EXPECT_THAT(Export(), Fails(StatusCode::kAlreadyExists, HasSubstr("not an empty folder")));
  EXPECT_THAT(WriteHuggingFaceFolder(product_, Form::kZeros, "."),
              Fails(StatusCode::kInvalidArgument, HasSubstr("no name for a new folder")));
}

TEST(CanonicalParameterName, OfOneTensorIsTheSameWhoeverWroteIt) {
  for (const char* name : {"embeddings.LayerNorm.gamma", "roberta.embeddings.LayerNorm.gamma",
                           "roberta.embeddings.LayerNorm.weight"}) {
    EXPECT_EQ(safetensors::CanonicalParameterName(name, "roberta"), "roberta.embeddings.LayerNorm.weight");
  }
}

}  // namespace
}  // namespace srnet::model_export
