#include <gmock/gmock.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CatalogueCommands : public ::testing::Test {
 protected:
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", service_.address()});
    return RunCommandLine(arguments);
  }

  std::string ModelFolder() {
    std::ofstream(folder_ / "config.json") << "{}";
    std::ofstream(folder_ / "model.safetensors") << weights_;
    std::ofstream(folder_ / "vocab.txt") << "[PAD]";
    return folder_.path().native();
  }

  const std::string weights_ = std::string(2'500'000, 'w');  // More than two pieces.
  TemporaryDirectory folder_;
  FakeService service_;
};

TEST_F(CatalogueCommands, ModelImportUploadsEveryByte) {
  const Outcome outcome = Run({"model", "import", "minilm", ModelFolder()});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(service_.script.blobs[DigestOf(weights_).ToHex()], weights_);
  ASSERT_EQ(service_.script.entries.size(), 1u);
  EXPECT_EQ(service_.script.entries[0].kind(), v1::CatalogueEntry::KIND_MODEL);
  EXPECT_EQ(outcome.out, "minilm " + service_.script.entries[0].tree_sha256() + "\n");
}

TEST_F(CatalogueCommands, ImportAgainSendsNoFile) {
  const std::string folder = ModelFolder();
  Run({"model", "import", "minilm", folder});
  service_.script.upload_offsets.clear();
  const Outcome outcome = Run({"model", "import", "other-name", folder});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(service_.script.upload_offsets, ElementsAre(0)) << "the manifest alone";
}

TEST_F(CatalogueCommands, ImportGoesOnWhereAnUploadBrokeOff) {
  service_.script.partial[DigestOf(weights_).ToHex()] = weights_.substr(0, 1'000'000);
  EXPECT_EQ(Run({"model", "import", "minilm", ModelFolder()}).code, ExitCode::kDone);
  EXPECT_THAT(service_.script.upload_offsets, ElementsAre(0, 1'000'000, 0, 0));
  EXPECT_EQ(service_.script.blobs[DigestOf(weights_).ToHex()], weights_);
}

TEST_F(CatalogueCommands, DamagedRestOfAnUploadIsSentAnew) {
  service_.script.partial[DigestOf(weights_).ToHex()] = std::string(1'000'000, 'x');
  EXPECT_EQ(Run({"model", "import", "minilm", ModelFolder()}).code, ExitCode::kDone);
  EXPECT_EQ(service_.script.blobs[DigestOf(weights_).ToHex()], weights_);
}

// The coordinator was started again after it had said what was there.
TEST_F(CatalogueCommands, RestOfAnUploadThatIsGoneIsSentAnew) {
  service_.script.partial[DigestOf(weights_).ToHex()] = weights_.substr(0, 1'000'000);
  service_.script.on_upload = [this](const v1::UploadRequest::Header& header) {
    if (header.offset() > 0) service_.script.partial.clear();
    return grpc::Status::OK;
  };
  const Outcome outcome = Run({"model", "import", "minilm", ModelFolder()});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(service_.script.upload_offsets, ElementsAre(0, 1'000'000, 0, 0, 0));
  EXPECT_EQ(service_.script.blobs[DigestOf(weights_).ToHex()], weights_);
}

TEST_F(CatalogueCommands, AnotherSenderOfTheSameFileIsWaitedFor) {
  const std::string weights = DigestOf(weights_).ToHex();
  service_.script.on_upload = [&](const v1::UploadRequest::Header& header) {
    if (header.sha256() != weights) return grpc::Status::OK;
    service_.script.blobs[weights] = weights_;  // Which it then was done with.
    return grpc::Status(grpc::StatusCode::ABORTED, "being uploaded by another");
  };
  const Outcome outcome = Run({"model", "import", "minilm", ModelFolder()});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(service_.script.upload_offsets, ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(service_.script.entries.size(), 1u);
}

TEST_F(CatalogueCommands, AnUploadGoesOnWhenTheCoordinatorWasAwayForAMoment) {
  int calls = 0;
  service_.script.on_upload = [&](const v1::UploadRequest::Header&) {
    return ++calls == 2 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down") : grpc::Status::OK;
  };
  const Outcome outcome = Run({"model", "import", "minilm", ModelFolder()});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_EQ(service_.script.entries.size(), 1u);
}

TEST_F(CatalogueCommands, RefusedNameIsReported) {
  service_.script.registration_status = {grpc::StatusCode::INVALID_ARGUMENT, "\"Mini LM\": not a name"};
  const Outcome outcome = Run({"model", "import", "Mini LM", ModelFolder()});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("not a name"));
}

TEST_F(CatalogueCommands, ModelListShowsModelsOnly) {
  v1::CatalogueEntry& model = service_.script.entries.emplace_back();
  model.set_kind(v1::CatalogueEntry::KIND_MODEL);
  model.set_name("minilm");
  v1::CatalogueEntry& dataset = service_.script.entries.emplace_back();
  dataset.set_kind(v1::CatalogueEntry::KIND_DATASET);
  dataset.set_name("mnli");
  EXPECT_THAT(Run({"model", "list"}).out, AllOf(HasSubstr("minilm"), Not(HasSubstr("mnli"))));
  EXPECT_THAT(Run({"data", "list"}).out, HasSubstr("mnli"));
}

TEST_F(CatalogueCommands, VectorsImportUploadsTheFileUnderItsNameInTheCatalogue) {
  const std::string vectors = "2 3\nthe 1 0 0\ncat 0 1 0\n";
  std::ofstream(folder_ / "crawl-300d.vec") << vectors;
  const Outcome outcome = Run({"vectors", "import", "crawl", folder_ / "crawl-300d.vec"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("uploading word vectors crawl ("));
  EXPECT_EQ(service_.script.blobs[DigestOf(vectors).ToHex()], vectors);
  ASSERT_EQ(service_.script.entries.size(), 1u);
  EXPECT_EQ(service_.script.entries[0].kind(), v1::CatalogueEntry::KIND_VECTORS);
  const std::string tree = service_.script.entries[0].tree_sha256();
  EXPECT_THAT(service_.script.blobs[tree], HasSubstr("\"vectors.vec\""));
  EXPECT_EQ(outcome.out, "crawl " + tree + "\n");
  EXPECT_THAT(Run({"vectors", "list"}).out, HasSubstr("crawl"));
  EXPECT_THAT(Run({"model", "list"}).out, Not(HasSubstr("crawl")));
}

TEST_F(CatalogueCommands, VectorsImportRefusesAnotherFileBeforeItIsSent) {
  std::ofstream(folder_ / "glove.txt") << "the 0.1 0.2\n";
  const Outcome outcome = Run({"vectors", "import", "glove", folder_ / "glove.txt"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("glove.txt:1: the first line must be the number of words"));
  EXPECT_THAT(service_.script.blobs, IsEmpty());
}

TEST_F(CatalogueCommands, DataGenerateMakesUploadsAndRegistersTheEmbeddedSet) {
  const Outcome outcome = Run(
      {"data", "generate", "--name", "small", "--rows-train", "60", "--rows-dev", "30", "--rows-ood", "60"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  ASSERT_EQ(service_.script.entries.size(), 1u);
  EXPECT_EQ(service_.script.entries[0].kind(), v1::CatalogueEntry::KIND_DATASET);
  EXPECT_EQ(service_.script.entries[0].name(), "small");
  EXPECT_THAT(outcome.err, HasSubstr("train (train): 60 rows"));
  EXPECT_THAT(service_.script.blobs[service_.script.entries[0].tree_sha256()], HasSubstr("dataset.json"));
}

TEST_F(CatalogueCommands, SameDataSetHasTheSameDigest) {
  const std::vector<std::string> arguments = {"data",       "generate", "--rows-train", "60",
                                              "--rows-dev", "30",       "--rows-ood",   "60"};
  EXPECT_EQ(Run(arguments).out, Run(arguments).out);
}

TEST_F(CatalogueCommands, DataImportNamesTheFilesThatAreMissing) {
  const Outcome outcome = Run({"data", "import", "nli", folder_.path().native()});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("train.tsv"));
  EXPECT_THAT(service_.script.blobs, IsEmpty());
}

TEST_F(CatalogueCommands, DataImportTakesTheDescriptionOfAUser) {
  std::ofstream(folder_ / "task.yaml") << "name: pairs\nclasses: [\"no\", \"yes\"]\n"
                                          "tables: {t: {columns: {a: 0, b: 1, label: 2}, header: false}}\n"
                                          "sets:\n"
                                          "  train: {role: train, table: t, files: train.tsv}\n"
                                          "  dev: {role: dev, table: t, files: dev.tsv}\n"
                                          "  ood: {role: ood, table: t, files: ood.tsv, optional: true}\n";
  std::ofstream(folder_ / "train.tsv") << "a\tb\tyes\nc\td\tmaybe\n";
  std::ofstream(folder_ / "dev.tsv") << "a\tb\tno\n";
  const std::string task = folder_ / "task.yaml";
  const Outcome outcome = Run({"data", "import", task, folder_.path().native()});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  ASSERT_EQ(service_.script.entries.size(), 1u);
  EXPECT_EQ(service_.script.entries[0].name(), "pairs");
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("train.tsv:2: the label \"maybe\""), HasSubstr("skipped 1 of 2 rows"),
                    HasSubstr("without the set ood (ood.tsv)")));
  EXPECT_EQ(Run({"data", "import", task, folder_.path().native(), "--strict"}).code, ExitCode::kUsage);
}

TEST_F(CatalogueCommands, DataDescribePrintsABuiltinTask) {
  const Outcome outcome = Run({"data", "describe", "paraphrase"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("classes: [not_duplicate, duplicate]"));
  EXPECT_THAT(Run({"data", "describe", "qa"}).err, HasSubstr("nli, paraphrase, fact"));
}

}  // namespace
}  // namespace srnet::testing
