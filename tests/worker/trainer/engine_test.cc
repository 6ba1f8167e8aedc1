#include "worker/trainer/engine.h"

#include <gmock/gmock.h>

namespace srnet::trainer {
namespace {

using ::testing::AnyOf;
using ::testing::StartsWith;

stage::Stage FinetuneIn(stage::Precision precision) {
  stage::Finetune work;
  work.optimisation.precision = precision;
  return {.work = work, .inputs = {}, .sources = {}};
}

TEST(EngineFor, PrecisionIsTheOneAskedForOrWhatAutoComesTo) {
  EXPECT_EQ(EngineFor(FinetuneIn(stage::Precision::kFloat32)).precision, "float32");
  EXPECT_THAT(EngineFor(FinetuneIn(stage::Precision::kAuto)).precision, AnyOf("float32", "bf16"));
  stage::Evaluate evaluate;
  evaluate.precision = stage::Precision::kFloat32;
  EXPECT_EQ(EngineFor({.work = evaluate, .inputs = {}, .sources = {}}).precision, "float32");
}

TEST(EngineFor, ABiasModelHasAPrecisionOnlyWhereItIsANetwork) {
  stage::BiasModel work;
  work.shallow.precision = stage::Precision::kFloat32;
  EXPECT_EQ(EngineFor({.work = work, .inputs = {}, .sources = {}}).precision, "");
  work.features = "shallow_model";
  EXPECT_EQ(EngineFor({.work = work, .inputs = {}, .sources = {}}).precision, "float32");
}

TEST(EngineFor, AStageWithoutAModelHasNoPrecisionButThreadsAndAVersion) {
  const stage::Stage dataset{.work = stage::ImportDataset{}, .inputs = {}, .sources = {}};
  const trainer_protocol::Engine engine = EngineFor(dataset);
  EXPECT_EQ(engine.precision, "");
  EXPECT_GE(engine.threads, 1);
  EXPECT_THAT(engine.torch, StartsWith("2."));
}

}  // namespace
}  // namespace srnet::trainer
