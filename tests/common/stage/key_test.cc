// Every field of a stage is part of its key.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "common/stage/canonical.h"
#include "common/stage/fields.h"
#include "common/stage/kind.h"
#include "common/stage/names.h"
#include "tests/common/stage/example_stages.h"

namespace srnet::stage {
namespace {

template <typename Field>
inline constexpr bool IsNested = std::is_same_v<std::remove_const_t<Field>, Optimisation> ||
                                 std::is_same_v<std::remove_const_t<Field>, ShallowModel>;

// Walks the fields and changes the one at `target`; counts them all.
class Mutator {
 public:
  explicit Mutator(int target) : target_(target) {}

  template <typename Field>
  void operator()(std::string_view name, Field& field) {
    if constexpr (IsNested<Field>) {
      VisitFields(*this, field);
    } else if (count_++ == target_) {
      changed_ = name;
      Change(field);
    }
  }
  template <typename Field, typename Number>
  void operator()(std::string_view name, Field& field, const Bounds<Number>&) {
    (*this)(name, field);
  }

  int count() const { return count_; }
  const std::string& changed() const { return changed_; }

 private:
  static void Change(bool& field) { field = !field; }
  static void Change(std::int64_t& field) { ++field; }
  static void Change(double& field) { field = std::nextafter(field, 1e9); }
  static void Change(std::string& field) { field += "x"; }
  template <typename Item>
  static void Change(std::vector<Item>& field) {
    field.pop_back();
  }
  template <typename Choice>
  requires std::is_enum_v<Choice>
  static void Change(Choice& field) {
    field = static_cast<Choice>((static_cast<std::size_t>(field) + 1) % NamesOf(Choice{}).size());
  }

  int target_;
  int count_ = 0;
  std::string changed_;
};

int FieldCount(Stage stage) {
  Mutator mutator(-1);
  std::visit([&](auto& work) { VisitFields(mutator, work); }, stage.work);
  return mutator.count();
}

TEST(StageKey, EveryFieldOfEveryKindChangesIt) {
  for (const Stage& stage : ExampleStages()) {
    for (int target = 0; target < FieldCount(stage); ++target) {
      Stage changed = stage;
      Mutator mutator(target);
      std::visit([&](auto& work) { VisitFields(mutator, work); }, changed.work);
      EXPECT_NE(KeyOf(changed), KeyOf(stage)) << KindName(stage.work) << "." << mutator.changed();
    }
  }
}

// Converts to whatever a member is, so that it can stand for any of them.
struct AnyMember {
  template <typename T>
  operator T() const;
};

// How many members an aggregate has.
template <typename Struct, typename... Members>
constexpr int MemberCount() {
  if constexpr (requires { Struct{Members{}..., AnyMember{}}; }) {
    return MemberCount<Struct, Members..., AnyMember>();
  } else {
    return sizeof...(Members);
  }
}

// The description is the place where a new member could be forgotten.
TEST(StageKey, TheDescriptionHasEveryMemberOfEveryStruct) {
  constexpr int kOptimisation = MemberCount<Optimisation>();
  constexpr int kShallow = MemberCount<ShallowModel>();
  static_assert(kOptimisation == 11 && kShallow == 5);
  std::map<std::string, int> counts;
  for (const Stage& stage : ExampleStages()) counts[std::string(KindName(stage.work))] = FieldCount(stage);
  EXPECT_EQ(counts, (std::map<std::string, int>{{"import_dataset", MemberCount<ImportDataset>()},
                                                {"bias_model", MemberCount<BiasModel>() - 1 + kShallow},
                                                {"finetune", MemberCount<Finetune>() - 1 + kOptimisation},
                                                {"mask_train", MemberCount<MaskTrain>() - 1 + kOptimisation},
                                                {"imp", MemberCount<Imp>() - 1 + kOptimisation},
                                                {"evaluate", MemberCount<Evaluate>()},
                                                {"teacher", MemberCount<Teacher>()},
                                                {"one_shot", MemberCount<OneShot>()},
                                                {"retrain", MemberCount<Retrain>() - 1 + kOptimisation}}));
}

TEST(StageKey, EveryPartOfAnInputChangesIt) {
  const Stage stage = ExampleStages()[2];
  const std::vector<std::function<void(Input&)>> changes = {
      [](Input& input) { input.artifact += "x"; },
      [](Input& input) { input.role += "x"; },
      [](Input& input) { input.stage.digest = DigestOf("another"); },
  };
  for (const auto& change : changes) {
    Stage changed = stage;
    change(changed.inputs[0]);
    EXPECT_NE(KeyOf(changed), KeyOf(stage));
  }
}

TEST(StageKey, EveryPartOfASourceChangesIt) {
  const Stage stage = ExampleStages()[0];
  Stage role = stage;
  role.sources[1].role += "x";
  Stage digest = stage;
  digest.sources[1].digest = DigestOf("another");
  EXPECT_NE(KeyOf(role), KeyOf(stage));
  EXPECT_NE(KeyOf(digest), KeyOf(stage));
}

TEST(StageKey, TheAlgorithmVersionIsPartOfTheText) {
  for (const Stage& stage : ExampleStages()) {
    const std::string version = fmt::format("\"version\":{},", AlgorithmVersion(stage.work));
    EXPECT_THAT(Canonical(stage), ::testing::HasSubstr(version));
  }
}

// A visitor that only looks at the order.
struct OrderChecker {
  std::string last;
  template <typename Field>
  void operator()(std::string_view name, Field& field) {
    EXPECT_LT(last, name);
    last = name;
    if constexpr (IsNested<Field>) {
      OrderChecker nested;
      VisitFields(nested, field);
    }
  }
  template <typename Field, typename Number>
  void operator()(std::string_view name, Field& field, const Bounds<Number>&) {
    (*this)(name, field);
  }
};

TEST(StageFields, AreDescribedInTheOrderOfTheirNames) {
  for (const Stage& stage : ExampleStages()) {
    OrderChecker checker;
    std::visit([&](const auto& work) { VisitFields(checker, work); }, stage.work);
  }
}

// A visitor that only looks at values.
struct BoundsChecker {
  template <typename Field>
  void operator()(std::string_view, const Field& field) {
    if constexpr (IsNested<Field>) VisitFields(*this, field);
  }
  void operator()(std::string_view name, const std::vector<std::int64_t>& field,
                  const Bounds<std::int64_t>& bounds) {
    for (const std::int64_t item : field) EXPECT_TRUE(bounds.Hold(item)) << name;
  }
  template <typename Field>
  void operator()(std::string_view name, const Field& field, const Bounds<Field>& bounds) {
    EXPECT_TRUE(bounds.Hold(field)) << name;
  }
};

TEST(StageFields, DefaultsLieWithinTheirBounds) {
  BoundsChecker checker;
  for (const Stage& stage : ExampleStages()) {
    std::visit([&](const auto& work) { VisitFields(checker, work); }, stage.work);
  }
}

TEST(StageKinds, RolesAreSortedByName) {
  for (const Kind& kind : Kinds()) {
    const auto by_name = [](const Role& a, const Role& b) { return a.name < b.name; };
    EXPECT_TRUE(std::is_sorted(kind.inputs.begin(), kind.inputs.end(), by_name)) << kind.name;
    EXPECT_TRUE(std::is_sorted(kind.sources.begin(), kind.sources.end(), by_name)) << kind.name;
  }
}

}  // namespace
}  // namespace srnet::stage
