#include "cli/output/set_roles.h"

#include <gmock/gmock.h>

namespace srnet::cli {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(RolesOf, ReadsDescriptionsAndLeavesOutWhatItCannot) {
  v1::CatalogueEntry good;
  good.set_description(R"({"sets":[{"name":"dev","role":"dev"},{"name":"hans","role":"ood"},{"name":3}]})");
  v1::CatalogueEntry bad;
  bad.set_description("not JSON");
  EXPECT_THAT(RolesOf({good, bad}), UnorderedElementsAre(Pair("dev", "dev"), Pair("hans", "ood")));
}

}  // namespace
}  // namespace srnet::cli
