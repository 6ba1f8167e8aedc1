#include "cli/output/reproduction.h"

#include <gmock/gmock.h>

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/output/reproduction_view.h"

namespace srnet::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

v1::Metric Number(const std::string& set, const std::string& metric, const std::string& group, double value) {
  v1::Metric number;
  number.set_set(set);
  number.set_metric(metric);
  number.set_group(group);
  number.set_value(value);
  return number;
}

// A fine-tuning with its checkpoint and the evaluation of it.
class ReproductionTest : public ::testing::Test {
 protected:
  ReproductionTest() {
    v1::GetLineageResponse::Node& finetune = *then_.add_nodes();
    finetune.mutable_stage()->set_stage_key(std::string(64, 'a'));
    finetune.mutable_stage()->set_kind("finetune");
    finetune.set_provenance(R"({"host":"h","threads":2,"torch":"2.11.0","version":"0.1.0"})");
    finetune.add_artifacts()->set_name("checkpoint");
    finetune.mutable_artifacts(0)->set_sha256(std::string(64, '1'));
    v1::GetLineageResponse::Node& evaluate = *then_.add_nodes();
    evaluate.mutable_stage()->set_stage_key(std::string(64, 'b'));
    evaluate.mutable_stage()->set_kind("evaluate");
    evaluate.set_provenance(finetune.provenance());
    *evaluate.add_metrics() = Number("", "sparsity", "", 0.5);
    *evaluate.add_metrics() = Number("hans", "accuracy", "", 0.75);
    *evaluate.add_metrics() = Number("hans", "accuracy", "lexical", 0.25);
    now_ = then_;
  }

  v1::GetLineageResponse::Node& Finetuned() { return *now_.mutable_nodes(0); }
  v1::GetLineageResponse::Node& Evaluated() { return *now_.mutable_nodes(1); }
  Reproduction Compared() const { return CompareLineages(then_, now_); }
  std::string Shown() const { return ShowReproduction(Compared()); }

  v1::GetLineageResponse then_;
  v1::GetLineageResponse now_;
};

TEST_F(ReproductionTest, WhatIsTheSameIsEqualBitForBit) {
  EXPECT_TRUE(IsEqual(Compared()));
  EXPECT_EQ(Shown(),
            "stage                  product or number          then           now  change\n"
            "---------------------  -----------------  ------------  ------------  ------\n"
            "finetune aaaaaaaaaaaa  checkpoint         111111111111  111111111111   equal\n"
            "evaluate bbbbbbbbbbbb  hans accuracy              0.75          0.75   equal\n"
            "evaluate bbbbbbbbbbbb  sparsity                    0.5           0.5   equal\n"
            "\n"
            "equal: 1 products and 3 numbers of 2 stages, bit for bit\n");
}

TEST_F(ReproductionTest, ANumberThatDiffersInItsLastBitIsNamed) {
  Evaluated().mutable_metrics(1)->set_value(std::nextafter(0.75, 1.0));
  EXPECT_FALSE(IsEqual(Compared()));
  EXPECT_THAT(Shown(),
              AllOf(HasSubstr("+1.11e-16"),
                    HasSubstr("different: 0 of 1 products and 1 of 3 numbers, from evaluate bbbbbbbbbbbb on"),
                    HasSubstr("versions, device, precision, threads and machine are the same")));
}

TEST_F(ReproductionTest, APartOfASetIsShownOnlyWhenItDiffers) {
  EXPECT_THAT(Shown(), Not(HasSubstr("of lexical")));
  Evaluated().mutable_metrics(2)->set_value(0.5);
  EXPECT_THAT(Shown(), HasSubstr("hans accuracy of lexical"));
}

TEST_F(ReproductionTest, TheFirstStageThatDiffersIsNamedAndSoIsWhatHasChanged) {
  Finetuned().mutable_artifacts(0)->set_sha256(std::string(64, '2'));
  Finetuned().set_provenance(R"({"host":"h","threads":1,"torch":"2.12.0","version":"0.1.0"})");
  Evaluated().set_provenance(Finetuned().provenance());
  Evaluated().mutable_metrics(1)->set_value(0.5);
  EXPECT_THAT(Compared().changes, ElementsAre("torch: 2.11.0 then, 2.12.0 now", "threads: 2 then, 1 now"));
  EXPECT_THAT(Shown(), AllOf(HasSubstr("from finetune aaaaaaaaaaaa on\n"
                                       "torch: 2.11.0 then, 2.12.0 now; threads: 2 then, 1 now\n"),
                             HasSubstr("differs"), HasSubstr("-0.25")));
}

TEST_F(ReproductionTest, WhatIsMissingIsDifferent) {
  Finetuned().clear_artifacts();
  Evaluated().mutable_metrics()->RemoveLast();
  EXPECT_EQ(Compared().products.different, 1u);
  EXPECT_EQ(Compared().numbers.different, 1u);
  EXPECT_THAT(Shown(), HasSubstr("none"));
  now_.mutable_nodes()->RemoveLast();
  EXPECT_EQ(Compared().numbers.different, 3u);
}

TEST_F(ReproductionTest, WhatOnlyOneOfTheTwoSaysHasNotChanged) {
  Finetuned().set_provenance(R"({"version":"0.1.0","precision":"float32"})");
  EXPECT_THAT(Compared().changes, IsEmpty());
}

TEST_F(ReproductionTest, ProgramsAreToldTheSame) {
  Evaluated().mutable_metrics()->RemoveLast();
  const auto document = nlohmann::json::parse(ReproductionJson(Compared()));
  EXPECT_FALSE(document["equal"]);
  const auto& finetune = document["stages"][0];
  EXPECT_EQ(finetune["stage_key"], std::string(64, 'a'));
  EXPECT_EQ(finetune["products"][0]["name"], "checkpoint");
  EXPECT_TRUE(finetune["equal"]);
  const auto& missing = document["stages"][1]["numbers"][1];
  EXPECT_EQ(missing["then"], 0.25);
  EXPECT_TRUE(missing["now"].is_null());
  EXPECT_FALSE(missing["equal"]);
}

}  // namespace
}  // namespace srnet::cli
