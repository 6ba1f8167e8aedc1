// The main job through the real programs.
#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/e2e/installation.h"

namespace srnet::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::size_t StagesOf(const std::vector<TrainerStart>& starts) {
  std::set<std::string> keys;
  for (const TrainerStart& start : starts) keys.insert(start.stage_key);
  return keys.size();
}

TEST(Sweep, EveryPointHasItsResultsAndEveryStageIsTrainedOnce) {
  Installation installation;
  installation.StartWorker();

  installation.RunSweep(TinySweep("[0.5]"));

  // import, bias, 2 fine-tuned, 2 masks, 1 ladder, and an evaluation for each of the 5 points.
  EXPECT_EQ(StagesOf(installation.TrainerStarts()), 12u);
  EXPECT_EQ(installation.TrainerStarts().size(), 12u);
  const std::string table = installation.Srnet({"results", "last"});
  for (const char* word : {"mask", "imp", "std", "poe", "50"}) EXPECT_THAT(table, HasSubstr(word));
}

TEST(Sweep, ItsResultsAreComparedAndDrawnByTheCoordinator) {
  Installation installation;
  installation.StartWorker();
  std::string specification = TinySweep("[0.5, 0.7]");
  specification.replace(specification.find("seeds: [1]"), 10, "seeds: [1, 2]");
  installation.RunSweep(specification);

  const std::string comparison = installation.Srnet(
      {"compare", "last", "--first", "method=mask", "loss=poe", "--second", "method=mask", "loss=std"});
  EXPECT_THAT(comparison, HasSubstr("sparsity  of"));
  EXPECT_THAT(comparison, HasSubstr("0.7       ood accuracy %"));
  const std::string figure = installation.Srnet({"figure", "fig2", "last"});
  EXPECT_THAT(figure, HasSubstr("Subnetworks of models fine-tuned with std"));
  EXPECT_THAT(figure, HasSubstr("sparsity 0.5"));
  EXPECT_THAT(figure, HasSubstr(" ± "));
  EXPECT_THAT(installation.TrySrnet({"figure", "fig6", "last"}).errors,
              HasSubstr("belongs to fig6 (Oracle masks)"));
}

TEST(Sweep, SubmittedAgainItTrainsNothing) {
  Installation installation;
  installation.StartWorker();
  installation.RunSweep(TinySweep("[0.5]"));
  const std::string results = installation.Export();
  const std::size_t starts = installation.TrainerStarts().size();

  installation.RunSweep(TinySweep("[0.5]"));

  EXPECT_EQ(installation.TrainerStarts().size(), starts);
  EXPECT_EQ(installation.Export(), results);
}

TEST(Sweep, OneMoreSparsityTrainsOnlyItsOwnMasks) {
  Installation installation;
  installation.StartWorker();
  installation.RunSweep(TinySweep("[0.5]"));
  const std::size_t starts = installation.TrainerStarts().size();

  installation.RunSweep(TinySweep("[0.5, 0.7]"));

  // Two losses, a mask and an evaluation for each.
  EXPECT_EQ(installation.TrainerStarts().size(), starts + 4);
  EXPECT_EQ(StagesOf(installation.TrainerStarts()), starts + 4);
}

TEST(Sweep, WordVectorsChangeTheBiasModelAndWhatReadsIt) {
  Installation installation;
  installation.StartWorker();
  const std::string without = TinySweep("[0.5]");
  std::string with = without;
  const std::string overrides = "overrides:\n";
  with.insert(with.find(overrides) + overrides.size(), "  bias: {word_vectors: words}\n");

  const ProgramRun first = installation.TrySrnet({"run", installation.Write(without)});
  EXPECT_EQ(first.code, 0) << first.errors;
  EXPECT_THAT(first.errors, HasSubstr("lexical_overlap has no word vectors"));
  const std::size_t starts = installation.TrainerStarts().size();
  EXPECT_THAT(installation.TrySrnet({"run", installation.Write(with)}).errors,
              HasSubstr("line 19, column 24: bias.word_vectors: \"words\" is not in the catalogue"));

  std::ofstream(installation.folder() / "words.vec") << "3 2\nthe 1 0\nnurse 0 1\ndoctor 0.6 0.8\n";
  installation.Srnet({"vectors", "import", "words", installation.folder() / "words.vec"});
  const ProgramRun second = installation.TrySrnet({"run", installation.Write(with)});
  EXPECT_EQ(second.code, 0) << second.errors;
  EXPECT_THAT(second.errors, HasSubstr("lexical_overlap has word vectors"));
  // The bias model; what is trained with poe: a fine-tuning, a mask and a ladder; an evaluation of each.
  EXPECT_EQ(installation.TrainerStarts().size(), starts + 7);
}

TEST(CommandLine, EveryCommandAnswersInLinesOfJson) {
  Installation installation;
  installation.StartWorker();
  installation.RunSweep(TinySweep("[0.5]"));
  const std::string sweep = installation.folder() / "sweep.yaml";
  const std::vector<std::vector<std::string>> commands = {
      {"run", sweep},
      {"plan", sweep},
      {"submit", sweep},
      {"list"},
      {"watch", "last"},
      {"cancel", "last"},
      {"retry", "last"},
      {"explain", "last"},
      {"results", "last"},
      {"compare", "last", "--first", "method=mask", "loss=poe", "--second", "method=mask", "loss=std"},
      {"figure", "fig2", "last"},
      {"stopping", "replay", "last"},
      {"export", "last/0", "-o", installation.folder() / "exported"},
      {"workers"},
      {"doctor"},
      {"data", "list"},
      {"data", "generate", "--rows-train", "9", "--rows-dev", "9", "--rows-ood", "9"},
      {"model", "list"},
      {"vectors", "list"},
      {"model", "import", "again", installation.folder() / "model"},
  };
  for (std::vector<std::string> command : commands) {
    const std::string name = command[0] + " " + command[1 < command.size() ? 1 : 0];
    command.insert(command.begin(), {"--output", "json"});
    std::istringstream lines(installation.Srnet(command));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
      EXPECT_TRUE(nlohmann::json::parse(line, nullptr, false).is_object()) << name << ": " << line;
    EXPECT_GT(count, 0) << name;
  }
}

}  // namespace
}  // namespace srnet::testing
