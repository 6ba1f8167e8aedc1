#include "cli/specification/amendment.h"

#include <gmock/gmock.h>

#include "cli/specification/model_path.h"

namespace srnet::cli {
namespace {

TEST(Amendment, AddsALineForEachMemberThatIsGiven) {
  EXPECT_EQ(
      Amended("name: x\n", {.model = "minilm", .tasks = {"mnli", "qqp"}, .seeds = {1, 2}, .scale = 0.01}),
      "name: x\nmodel: \"minilm\"\ntasks: [\"mnli\", \"qqp\"]\nseeds: [1, 2]\nscale: 0.01\n");
}

TEST(Amendment, OfNothingChangesNothing) { EXPECT_EQ(Amended("name: x", {}), "name: x"); }

TEST(Amendment, StartsOnALineOfItsOwn) {
  EXPECT_EQ(Amended("name: x", {.scale = 0.5}), "name: x\nscale: 0.5\n");
}

TEST(Amendment, NamesAFolderAsASpecificationDoes) {
  const std::string text = Amended("name: x\n", {.model = "/my \"models\"/bert", .model_is_path = true});
  EXPECT_EQ(FindModelPath(text), "/my \"models\"/bert");
}

TEST(Amendment, OnlyNamesUnderPresetNameOne) {
  EXPECT_TRUE(NamesPreset("preset/fig3"));
  EXPECT_FALSE(NamesPreset("presets.yaml"));
  EXPECT_EQ(PresetSpecification("preset/fig3"), "spec: \"preset/fig3\"\n");
}

}  // namespace
}  // namespace srnet::cli
