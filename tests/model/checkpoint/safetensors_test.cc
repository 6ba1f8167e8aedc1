#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files/files.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::checkpoint {
namespace {

using srnet::testing::Fails;
using srnet::testing::IsOk;
using srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

constexpr std::uint64_t kLimit = 1 << 20;

std::string WithLength(const std::string& header, std::uint64_t claimed) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>((claimed >> (8 * i)) & 0xFF);
  return bytes + header;
}

class SafetensorsTest : public ::testing::Test {
 protected:
  StatusOr<SafetensorsReader> OpenBytes(const std::string& bytes) {
    EXPECT_THAT(WriteFileAtomically(path_, bytes), IsOk());
    return SafetensorsReader::Open(path_);
  }
  StatusOr<SafetensorsReader> OpenHeader(const std::string& header, std::size_t data_bytes) {
    return OpenBytes(WithLength(header, header.size()) + std::string(data_bytes, '\0'));
  }
  void ExpectRefused(const std::string& header, std::size_t data_bytes, const std::string& reason) {
    EXPECT_THAT(OpenHeader(header, data_bytes), Fails(StatusCode::kInvalidArgument, HasSubstr(reason)))
        << header;
  }

  TemporaryDirectory folder_;
  std::filesystem::path path_ = folder_ / "x.safetensors";
};

TEST_F(SafetensorsTest, EveryDtypeComesBackAsItWent) {
  std::vector<NamedTensor> tensors;
  for (const at::ScalarType dtype :
       {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kByte, at::kBool}) {
    tensors.push_back(
        {std::string(c10::toString(dtype)), at::tensor({0, 1, 5, 3, 2, 7}).view({2, 3}).to(dtype)});
  }
  tensors.push_back({"empty", at::empty({0, 4})});
  tensors.push_back({"scalar", at::scalar_tensor(2.5)});
  tensors.push_back({"strided", at::arange(6, at::kFloat).view({2, 3}).t()});
  ASSERT_THAT(WriteSafetensors(path_, tensors, {{"format", "pt"}, {"a \"quote\"", "é\n"}}), IsOk());

  const auto reader = SafetensorsReader::Open(path_);
  ASSERT_THAT(reader, IsOk());
  for (const NamedTensor& written : tensors) {
    const at::Tensor read = *reader->Read(written.name);
    EXPECT_EQ(read.scalar_type(), written.tensor.scalar_type()) << written.name;
    EXPECT_TRUE(at::equal(read, written.tensor)) << written.name;
  }
  EXPECT_EQ(reader->metadata().at("a \"quote\""), "é\n");
  EXPECT_THAT(reader->Read("absent"), Fails(StatusCode::kNotFound, HasSubstr("absent")));
}

TEST_F(SafetensorsTest, BytesDoNotDependOnTheOrderGiven) {
  const NamedTensor a{"a", at::ones({3})}, b{"b", at::zeros({2}, at::kLong)};
  ASSERT_THAT(WriteSafetensors(path_, {a, b}), IsOk());
  ASSERT_THAT(WriteSafetensors(folder_ / "y", {b, a}), IsOk());
  EXPECT_EQ(*ReadFile(path_, kLimit), *ReadFile(folder_ / "y", kLimit));
}

TEST_F(SafetensorsTest, NameGivenTwiceIsNotWritten) {
  EXPECT_THAT(WriteSafetensors(path_, {{"a", at::ones({1})}, {"a", at::ones({1})}}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("a is given twice")));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SafetensorsTest, EveryTruncationIsRefused) {
  ASSERT_THAT(WriteSafetensors(path_, {{"a", at::ones({3})}, {"b", at::ones({2})}}), IsOk());
  const std::string whole = *ReadFile(path_, kLimit);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(OpenBytes(whole.substr(0, size)),
                Fails(StatusCode::kInvalidArgument, HasSubstr("x.safetensors")));
  }
  EXPECT_THAT(OpenBytes(whole + "x"), Fails(StatusCode::kInvalidArgument, HasSubstr("belong to no tensor")));
}

TEST_F(SafetensorsTest, HeaderThatClaimsTerabytesIsRefusedBeforeAnyOfIt) {
  EXPECT_THAT(OpenBytes(WithLength("{}", std::uint64_t{1} << 42)),
              Fails(StatusCode::kInvalidArgument, HasSubstr("claims 4398046511104 bytes")));
  ExpectRefused(R"({"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}})", 8,
                "truncated");
  ExpectRefused(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0,
                "do not make");
}

TEST_F(SafetensorsTest, HeaderThatContradictsItselfIsRefused) {
  ExpectRefused("[]", 0, "not a JSON object");
  ExpectRefused("{\"a\":", 0, "header");
  ExpectRefused(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4, "do not make the 4 bytes");
  ExpectRefused(R"({"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}})", 8, "dtype C64");
  ExpectRefused(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4, "shape");
  ExpectRefused(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4, "data_offsets");
  ExpectRefused(R"({"a":{"dtype":"F32","shape":[1]}})", 4, "data_offsets");
  ExpectRefused(R"({"__metadata__":{"a":1}})", 0, "__metadata__.a");
}

TEST_F(SafetensorsTest, BytesSharedSkippedOrNamedTwiceAreRefused) {
  const std::string a = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  ExpectRefused("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4, "begins at byte 0");
  ExpectRefused("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})", 12,
                "begins at byte 8");
  ExpectRefused("{" + a + "," + a + "}", 4, "twice");
}

TEST_F(SafetensorsTest, AbsentFileAndFolderAreToldApart) {
  EXPECT_THAT(SafetensorsReader::Open(folder_ / "none"), Fails(StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(SafetensorsReader::Open(folder_.path()),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("regular")));
}

}  // namespace
}  // namespace srnet::checkpoint
