#include "cli/output/lineage_view.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "common/digest/sha256.h"
#include "common/stage/canonical.h"

namespace srnet::cli {
namespace {

TEST(LineageView, SaysWhatEachStageReadAndMadeAndWhoRanIt) {
  const std::string import_key(64, 'a');
  const std::string finetune_key(64, 'b');
  v1::GetLineageResponse lineage;
  v1::GetLineageResponse::Node& imported = *lineage.add_nodes();
  imported.mutable_stage()->set_stage_key(import_key);
  imported.mutable_stage()->set_kind("import_dataset");
  imported.mutable_stage()->set_state(v1::Stage::STATE_DONE);
  const Digest dataset = DigestOf("a data set");
  const Digest model = DigestOf("a model");
  imported.set_canonical(stage::Canonical(
      {.work = stage::ImportDataset{}, .inputs = {}, .sources = {{"dataset", dataset}, {"model", model}}}));
  imported.set_provenance(
      R"({"device":"cpu","device_model":"AVX2","precision":"float32","torch":"2.11.0","version":"0.1.0","worker":"w1"})");
  v1::ArtifactReference& made = *imported.add_artifacts();
  made.set_name("dataset");
  made.set_sha256("fedcba0987654321");
  made.set_bytes(612);
  v1::GetLineageResponse::Node& finetune = *lineage.add_nodes();
  finetune.mutable_stage()->set_stage_key(finetune_key);
  finetune.mutable_stage()->set_kind("finetune");
  finetune.mutable_stage()->set_state(v1::Stage::STATE_READY);
  finetune.mutable_stage()->add_input_stage_keys(import_key);
  EXPECT_EQ(ShowLineage(lineage),
            fmt::format("import_dataset aaaaaaaaaaaa  done\n"
                        "  by     srnet 0.1.0, torch 2.11.0, float32, cpu (AVX2), worker w1\n"
                        "  reads  dataset {:.12}\n"
                        "  reads  model {:.12}\n"
                        "  made   dataset fedcba098765 (612 B)\n"
                        "\n"
                        "finetune bbbbbbbbbbbb  ready\n"
                        "  reads  import_dataset aaaaaaaaaaaa\n",
                        dataset.ToHex(), model.ToHex()));
}

}  // namespace
}  // namespace srnet::cli
