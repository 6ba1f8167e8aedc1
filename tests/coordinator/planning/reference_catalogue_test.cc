// What stands for the paper's data sets while they are not imported has the sets that their import makes.
#include "coordinator/planning/reference_catalogue.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "coordinator/planning/plan.h"
#include "model/tasks/registry.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::IsOk;
using ::testing::ElementsAreArray;

constexpr std::array<std::string_view, 5> kRoles = {"train", "dev", "test", "ood", "oracle"};

// Name, role, copies and, for sets that are judged, metrics.
using Set = std::tuple<std::string, std::string_view, std::int64_t, std::vector<std::string>>;

class ReferenceDataset : public ::testing::TestWithParam<const char*> {};

TEST_P(ReferenceDataset, HasTheSetsOfItsImport) {
  const CatalogueDataset* reference = FindDataset(ReferenceCatalogue(), GetParam());
  ASSERT_NE(reference, nullptr);
  const auto description = tasks::FindDescription(reference->task);
  ASSERT_THAT(description, IsOk());
  EXPECT_EQ(reference->labels, description->classes);
  std::vector<Set> imported;
  for (const tasks::SetDescription& made : description->sets) {
    const bool is_judged = made.set.role != data::Role::kTrain && made.set.role != data::Role::kOracle;
    imported.emplace_back(made.set.name, data::RoleName(made.set.role), made.set.copies,
                          is_judged ? made.set.metrics : std::vector<std::string>());
  }
  std::vector<Set> counted;
  for (const CatalogueSet& set : reference->sets) {
    counted.emplace_back(set.name, kRoles.at(static_cast<std::size_t>(set.role)), set.copies,
                         IsForEvaluation(set.role) ? set.metrics : std::vector<std::string>());
  }
  EXPECT_THAT(counted, ElementsAreArray(imported));
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceDataset, ::testing::Values("mnli", "qqp", "fever"));

TEST(ReferenceCatalogue, KnowsTheSetsThatASpecificationEvaluates) {
  EXPECT_THAT(PreviewText("spec: preset/fig2\nseeds: 1\nevaluate: [dev, symmetric-v1, dev-mismatched]\n", {}),
              IsOk());
}

}  // namespace
}  // namespace srnet::planning
