#include "model/data/generate_embedded.h"

#include <functional>
#include <span>
#include <unordered_set>
#include <utility>

#include "model/data/counter_random.h"
#include "model/data/embedded_grammar.h"

namespace srnet::data {
namespace {

constexpr int kContradiction = 0;
constexpr int kEntailment = 1;
constexpr int kNeutral = 2;
constexpr std::uint64_t kParaphrasePercent = 6;  // Of the entailed rows: those that the shortcut misses.
constexpr int kMaxAttempts = 200;
constexpr std::uint64_t kMaxRows =
    200'000;  // Of a set; the smallest frame has some 20,000 distinct sentences.

// Makes row number `index` of a set from the random numbers of one attempt.
using RowMaker = std::function<Row(std::uint64_t index, CounterRandom& random)>;

Row MakeRow(const Statement& statement, std::string hypothesis, int label) {
  Row row;
  row.a = statement.sentence;
  row.b = std::move(hypothesis);
  row.label = label;
  return row;
}

Row MisleadingRow(CounterRandom& random) {
  const Frame& frame = random.Choose(MisleadingFrames());
  const Statement statement = frame.make(random);
  const int label = frame.truth == Truth::kDenied ? kContradiction : kNeutral;
  return MakeRow(statement, Affirm(statement.clause), label);
}

// Training and dev. All premises but those of the counterexamples come from the same frames.
Row InDistributionRow(std::uint64_t counterexample_permille, CounterRandom& random) {
  if (random.Below(1000) < counterexample_permille) return MisleadingRow(random);
  const Statement statement = random.Choose(EntailingFrames()).make(random);
  switch (const int label = static_cast<int>(random.Below(3)); label) {
    case kContradiction:
      return MakeRow(statement, Contradict(statement.clause, random), label);
    case kNeutral:
      return MakeRow(statement, Digress(statement.clause, statement.sentence, random), label);
    default:
      break;
  }
  const bool paraphrased = random.Percent(kParaphrasePercent);
  return MakeRow(statement, paraphrased ? Paraphrase(statement.clause, random) : Affirm(statement.clause),
                 kEntailment);
}

Row OutOfDistributionRow(std::uint64_t index, CounterRandom& random) {
  const Frame& frame = Frames()[index % Frames().size()];
  const Statement statement = frame.make(random);
  Row row = MakeRow(statement, Affirm(statement.clause), frame.truth == Truth::kEntailed ? 1 : 0);
  row.groups = {std::string(frame.heuristic), std::string(frame.name)};
  return row;
}

class SetMaker {
 public:
  explicit SetMaker(std::uint64_t seed) : seed_(seed) {}

  Status AddRows(std::uint64_t count, const RowMaker& make, LabelledSet& set) {
    if (count == 0 || count > kMaxRows) {
      return InvalidArgument("set \"{}\" of the embedded data set can have 1 to {} rows, not {}", set.name,
                             kMaxRows, count);
    }
    ++set_number_;
    for (std::uint64_t index = 0; index < count; ++index) {
      SRNET_ASSIGN_OR_RETURN(Row row, NewRow(index, make, set.name));
      row.id = fmt::format("{}-{}", set.name, index);
      set.rows.push_back(std::move(row));
    }
    return absl::OkStatus();
  }

 private:
  StatusOr<Row> NewRow(std::uint64_t index, const RowMaker& make, const std::string& set) {
    for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
      CounterRandom random(MixCounter(seed_, set_number_),
                           index * kMaxAttempts + static_cast<std::uint64_t>(attempt));
      Row row = make(index, random);
      if (seen_.insert(row.a + "\t" + row.b).second) return row;
    }
    return InvalidArgument(
        "the grammar has too few distinct sentences for row {} of set \"{}\": ask for fewer rows", index,
        set);
  }

  std::uint64_t seed_;
  std::uint64_t set_number_ = 0;
  std::unordered_set<std::string> seen_;
};

constexpr char kPositive[] = "entailment";

std::vector<std::string> Classes() { return {"contradiction", kPositive, "neutral"}; }

LabelledSet InDistributionSet(std::string name, Role role) {
  LabelledSet set;
  set.name = std::move(name);
  set.role = role;
  set.labels = Classes();
  set.label_merge = {0, 1, 2};
  set.positive = kPositive;
  return set;
}

LabelledSet OutOfDistributionSet() {
  LabelledSet set;
  set.name = "ood";
  set.role = Role::kOod;
  set.labels = {"non-entailment", kPositive};
  set.label_merge = {0, 1, 0};
  set.positive = kPositive;
  set.groups = {"heuristic", "subcase"};
  return set;
}

}  // namespace

StatusOr<Dataset> GenerateEmbeddedNli(const EmbeddedOptions& options) {
  if (options.counterexample_permille > 1000) {
    return InvalidArgument("counterexample_permille is {}, it must be at most 1000",
                           options.counterexample_permille);
  }
  Dataset dataset;
  dataset.name = options.name;
  dataset.task = "nli";
  dataset.labels = Classes();
  dataset.sets = {InDistributionSet("train", Role::kTrain), InDistributionSet("dev", Role::kDev),
                  OutOfDistributionSet()};
  const RowMaker in_distribution = [&options](std::uint64_t, CounterRandom& random) {
    return InDistributionRow(options.counterexample_permille, random);
  };
  SetMaker maker(options.seed);
  SRNET_RETURN_IF_ERROR(maker.AddRows(options.train_rows, in_distribution, dataset.sets[0]));
  SRNET_RETURN_IF_ERROR(maker.AddRows(options.dev_rows, in_distribution, dataset.sets[1]));
  SRNET_RETURN_IF_ERROR(maker.AddRows(options.ood_rows, OutOfDistributionRow, dataset.sets[2]));
  SRNET_RETURN_IF_ERROR(CheckDataset(dataset));
  return dataset;
}

}  // namespace srnet::data
