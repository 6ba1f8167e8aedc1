#include "cli/commands/model_product.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/stage/canonical.h"
#include "common/stage/stage.h"

namespace srnet::cli {
namespace {

using Node = v1::GetLineageResponse::Node;

class Finder {
 public:
  explicit Finder(const v1::GetLineageResponse& lineage) : lineage_(lineage) {}

  StatusOr<ModelProduct> Find(const std::string& stage_key, const std::string& artifact) {
    SRNET_ASSIGN_OR_RETURN(const Node* node, NodeOf(stage_key));
    SRNET_ASSIGN_OR_RETURN(const stage::Stage stage, stage::ParseStage(node->canonical()));
    const stage::Source* model = stage::FindSource(stage, "model");
    const std::string_view kind = stage::KindName(stage.work);
    if (model == nullptr || kind == "bias_model" || kind == "import_dataset" || kind == "teacher")
      return InvalidArgument("a stage of kind {} makes no model; name a point or another stage", kind);
    SRNET_RETURN_IF_ERROR(CheckWork(stage));
    product_.model = model->digest;
    SRNET_RETURN_IF_ERROR(FindParts(*node, stage, kind, artifact));
    SRNET_ASSIGN_OR_RETURN(product_.dataset, DatasetOf());
    return product_;
  }

 private:
  StatusOr<const Node*> NodeOf(const std::string& stage_key) const {
    for (const Node& node : lineage_.nodes()) {
      if (node.stage().stage_key() == stage_key) return &node;
    }
    return Internal("the lineage lacks stage {}", stage_key);
  }

  static Status CheckWork(const stage::Stage& stage) {
    const stage::Work& work = stage.work;
    const auto* imp = std::get_if<stage::Imp>(&work);
    if (imp != nullptr && imp->rewind == stage::Rewind::kPretrained)
      return InvalidArgument(
          "a ladder that rewinds makes masks and no model; export the retrain stage, or the point, that was "
          "trained with one of them");
    // Only a mask training draws a classifier for the pre-trained weights and keeps it.
    if (std::holds_alternative<stage::OneShot>(work) && stage::FindInput(stage, "checkpoint") == nullptr)
      return InvalidArgument(
          "a one-shot mask of the pre-trained model has no classifier; export the retrain stage, or the "
          "point, that was trained with it");
    const auto* evaluate = std::get_if<stage::Evaluate>(&work);
    if (evaluate != nullptr && evaluate->fresh_classifier)
      return InvalidArgument(
          "this point was evaluated under another classifier than its mask's; export the mask_train stage "
          "for the one that it was trained with");
    return absl::OkStatus();
  }

  Status FindParts(const Node& node, const stage::Stage& stage, std::string_view kind,
                   const std::string& artifact) {
    if (kind == "evaluate") {
      SRNET_ASSIGN_OR_RETURN(product_.mask, InputOf(stage, "mask"));
    } else if (kind == "mask_train" || kind == "one_shot") {
      SRNET_ASSIGN_OR_RETURN(product_.mask, ArtifactOf(node, "mask"));
    } else {
      SRNET_ASSIGN_OR_RETURN(product_.checkpoint, CheckpointOf(node, artifact));
      return absl::OkStatus();
    }
    SRNET_ASSIGN_OR_RETURN(product_.checkpoint, InputOf(stage, "checkpoint"));
    return absl::OkStatus();
  }

  StatusOr<std::optional<Digest>> InputOf(const stage::Stage& stage, std::string_view role) const {
    const stage::Input* input = stage::FindInput(stage, role);
    if (input == nullptr) return std::optional<Digest>();
    SRNET_ASSIGN_OR_RETURN(const Node* node, NodeOf(input->stage.digest.ToHex()));
    return ArtifactOf(*node, input->artifact);
  }

  static StatusOr<std::optional<Digest>> ArtifactOf(const Node& node, std::string_view name) {
    for (const v1::ArtifactReference& artifact : node.artifacts()) {
      if (artifact.name() != name) continue;
      SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(artifact.sha256()));
      return std::optional<Digest>(digest);
    }
    return FailedPrecondition("stage {} ({}) has no artifact {}: it has not run to its end",
                              node.stage().stage_key(), node.stage().kind(), name);
  }

  static StatusOr<std::optional<Digest>> CheckpointOf(const Node& node, const std::string& artifact) {
    if (!artifact.empty()) return ArtifactOf(node, artifact);
    std::vector<std::string> checkpoints;
    for (const v1::ArtifactReference& candidate : node.artifacts()) {
      if (candidate.name() == "checkpoint") return ArtifactOf(node, "checkpoint");
      if (candidate.name().starts_with("checkpoint-")) checkpoints.push_back(candidate.name());
    }
    if (checkpoints.empty()) return ArtifactOf(node, "checkpoint");
    return InvalidArgument("stage {} made several models; name one with --artifact: {}",
                           node.stage().stage_key(), fmt::join(checkpoints, ", "));
  }

  // All data sets of one lineage have the same classes, so the first will do.
  StatusOr<std::optional<Digest>> DatasetOf() const {
    for (const Node& node : lineage_.nodes()) {
      if (node.stage().kind() != "import_dataset") continue;
      SRNET_ASSIGN_OR_RETURN(const stage::Stage import, stage::ParseStage(node.canonical()));
      const stage::Source* dataset = stage::FindSource(import, "dataset");
      if (dataset != nullptr) return std::optional<Digest>(dataset->digest);
    }
    return std::optional<Digest>();
  }

  const v1::GetLineageResponse& lineage_;
  ModelProduct product_;
};

}  // namespace

StatusOr<ModelProduct> FindModelProduct(const v1::GetLineageResponse& lineage, const std::string& stage_key,
                                        const std::string& artifact) {
  return Finder(lineage).Find(stage_key, artifact);
}

}  // namespace srnet::cli
