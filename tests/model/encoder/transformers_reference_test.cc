// Logits and gradients against `transformers`, which pads where we pack.
#include <gtest/gtest.h>

#include "tests/model/encoder/reference_case.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_directory.h"

namespace srnet::encoder {
namespace {

using testing::HasReferencePython;
using testing::RunReferenceScript;
using testing::TemporaryDirectory;

constexpr char kScript[] = "tests/model/encoder/reference/bert_cases.py";

TEST(EncoderAgainstTransformers, SmallModelsOfBothFamiliesGiveTheSameLogitsAndGradients) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  const TemporaryDirectory folder;
  ASSERT_EQ(RunReferenceScript(kScript, {"--output", folder.path().native()}), 0);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    SCOPED_TRACE(entry.path().native());
    ReferenceCase reference = ReadCase(entry.path());
    ExpectAgreement(reference, Precision::kFloat32, 1e-5, 1e-4);
  }
}

TEST(EncoderAgainstTransformers, MiniLmGivesTheSameLogitsAndGradients) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  const TemporaryDirectory folder;
  ASSERT_EQ(RunReferenceScript(kScript, {"--output", folder.path().native(), "--model", SRNET_MINILM_FOLDER}),
            0);
  ReferenceCase reference = ReadCase(folder.path());
  ExpectAgreement(reference, Precision::kFloat32, 1e-5, 1e-4);
}

}  // namespace
}  // namespace srnet::encoder
