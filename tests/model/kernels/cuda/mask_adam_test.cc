// Bit for bit, and not within a tolerance: kernel and twin do the same operations in the same order, each
// rounded to nearest alone (no fused multiply-add, subnormal numbers kept), and CUDA's division and square
// root round correctly by default. So a difference in any bit is a mistake.
//
// Until these tests have run on a device, that is an argument and not an observation.
#include "model/kernels/cuda/mask_adam.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "model/optim/adamw.h"
#include "model/prune/mask_adam_twin.h"
#include "tests/model/kernels/cuda/device_array.h"

namespace srnet::kernels::cuda {
namespace {

using ::testing::Each;

std::vector<float> Waves(std::size_t size, float height, float frequency) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = height * std::sin(static_cast<float>(i % 100'003 + 1) * frequency);
  }
  return values;
}

std::vector<BFloat16> Narrowed(const std::vector<float>& values) {
  std::vector<BFloat16> narrowed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) Store(values[i], narrowed[i]);
  return narrowed;
}

// Beyond the matrix, to see that nothing is written there.
constexpr std::size_t kMargin = 9;

// A matrix in mask training, in the memory of the host.
struct Matrix {
  explicit Matrix(std::size_t entries)
      : size(entries),
        weight(Narrowed(Waves(entries + kMargin, 0.05f, 1.3f))),
        gradient(Narrowed(Waves(entries + kMargin, 0.01f, 2.9f))),
        scores(Waves(entries + kMargin, 0.02f, 0.7f)),
        first(Waves(entries + kMargin, 1e-5f, 1.1f)),
        second(Waves(entries + kMargin, 1e-9f, 1.7f)),
        effective(entries + kMargin, BFloat16{0x1234}) {
    for (float& value : second) value = std::fabs(value);
  }

  void SetUpdate(double learning_rate, std::int64_t update, double gradient_scale) {
    coefficients = optim::CoefficientsOf({}, learning_rate, update, gradient_scale);
  }

  std::size_t size;
  std::vector<BFloat16> weight, gradient;
  std::vector<float> scores, first, second;
  std::vector<BFloat16> effective;
  float threshold = 0.01f;
  optim::AdamwCoefficients coefficients = optim::CoefficientsOf({}, 5e-5, 3, 0.37);
};

// All but the memory.
MaskAdam StepOf(const Matrix& matrix) {
  return {.size = static_cast<std::int64_t>(matrix.size),
          .beta1 = matrix.coefficients.beta1,
          .one_minus_beta1 = matrix.coefficients.one_minus_beta1,
          .beta2 = matrix.coefficients.beta2,
          .one_minus_beta2 = matrix.coefficients.one_minus_beta2,
          .epsilon = matrix.coefficients.epsilon};
}

MaskAdam StepOnHost(Matrix& matrix) {
  MaskAdam step = StepOf(matrix);
  step.weight = matrix.weight.data();
  step.effective_gradient = matrix.gradient.data();
  step.scores = matrix.scores.data();
  step.first_moment = matrix.first.data();
  step.second_moment = matrix.second.data();
  step.effective = matrix.effective.data();
  step.threshold = &matrix.threshold;
  step.step_size = &matrix.coefficients.step_size;
  step.gradient_scale = &matrix.coefficients.gradient_scale;
  return step;
}

void UpdateOnDevice(Matrix& matrix) {
  const DeviceArray<BFloat16> weight(matrix.weight), gradient(matrix.gradient), effective(matrix.effective);
  const DeviceArray<float> scores(matrix.scores), first(matrix.first), second(matrix.second);
  const DeviceArray<float> scalars(
      {matrix.threshold, matrix.coefficients.step_size, matrix.coefficients.gradient_scale});
  MaskAdam step = StepOf(matrix);
  step.weight = weight.data();
  step.effective_gradient = gradient.data();
  step.scores = scores.data();
  step.first_moment = first.data();
  step.second_moment = second.data();
  step.effective = effective.data();
  step.threshold = scalars.data();
  step.step_size = scalars.data() + 1;
  step.gradient_scale = scalars.data() + 2;
  cudaStream_t stream = nullptr;
  Check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  Check(static_cast<cudaError_t>(LaunchMaskAdam(step, stream)));
  Check(cudaStreamSynchronize(stream));
  Check(cudaStreamDestroy(stream));
  matrix.scores = scores.Read();
  matrix.first = first.Read();
  matrix.second = second.Read();
  matrix.effective = effective.Read();
}

void UpdateByTwin(Matrix& matrix) { prune::MaskAdamTwin(StepOnHost(matrix)); }

template <typename T>
bool SameBits(const T& left, const T& right) {
  return std::memcmp(&left, &right, sizeof(T)) == 0;
}

// The first element whose bits differ; the size for none.
template <typename T>
std::size_t FirstDifference(const std::vector<T>& left, const std::vector<T>& right) {
  const auto found = std::mismatch(left.begin(), left.end(), right.begin(), right.end(), SameBits<T>);
  return static_cast<std::size_t>(found.first - left.begin());
}

// Margins included.
void ExpectSameBits(const Matrix& device, const Matrix& twin) {
  const std::size_t all = twin.size + kMargin;
  EXPECT_EQ(FirstDifference(device.scores, twin.scores), all) << "score";
  EXPECT_EQ(FirstDifference(device.first, twin.first), all) << "first moment";
  EXPECT_EQ(FirstDifference(device.second, twin.second), all) << "second moment";
  EXPECT_EQ(FirstDifference(device.effective, twin.effective), all) << "effective weight";
}

class MaskAdamOnDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = WhyNoDevice()) GTEST_SKIP() << *why;
  }
};

TEST_F(MaskAdamOnDevice, EqualsItsTwinAtSizesAroundThoseOfVectorAndBlock) {
  for (const std::size_t size : {1, 2, 3, 4, 5, 7, 8, 1023, 1024, 1025, 2304, 4099, 589'824, 2'359'299}) {
    SCOPED_TRACE(size);
    Matrix device(size), twin(size);
    UpdateOnDevice(device);
    UpdateByTwin(twin);
    ExpectSameBits(device, twin);
  }
}

TEST_F(MaskAdamOnDevice, EqualsItsTwinOverStepsThatFollowEachOther) {
  Matrix device(10'007), twin(10'007);
  for (int update = 1; update <= 20; ++update) {
    for (Matrix* matrix : {&device, &twin}) {
      matrix->gradient = Narrowed(Waves(10'007 + kMargin, 0.01f, 0.1f * static_cast<float>(update)));
      matrix->SetUpdate(1e-3 / update, update, update % 2 == 0 ? 1 : 0.125);
    }
    UpdateOnDevice(device);
    UpdateByTwin(twin);
  }
  ExpectSameBits(device, twin);
}

TEST_F(MaskAdamOnDevice, AScoreEqualToTheThresholdIsPrunedAndTheNextOneKept) {
  Matrix matrix(1001);
  matrix.SetUpdate(0, 1, 1);
  for (std::size_t i = 0; i < matrix.size; ++i) {
    matrix.scores[i] = i % 2 == 0 ? matrix.threshold : std::nextafter(matrix.threshold, 1.0f);
  }
  UpdateOnDevice(matrix);
  for (std::size_t i = 0; i < matrix.size; ++i) {
    ASSERT_EQ(matrix.effective[i].bits, i % 2 == 0 ? 0 : matrix.weight[i].bits) << i;
  }
}

TEST_F(MaskAdamOnDevice, WithRateZeroScoresStayAndMomentsMove) {
  Matrix matrix(1001);
  const Matrix before = matrix;
  matrix.SetUpdate(0, 1, 1);
  UpdateOnDevice(matrix);
  EXPECT_EQ(matrix.scores, before.scores);
  for (std::size_t i = 0; i < matrix.size; ++i) {
    ASSERT_NE(matrix.first[i], before.first[i]) << i;
    ASSERT_NE(matrix.second[i], before.second[i]) << i;
  }
}

TEST_F(MaskAdamOnDevice, KeepsSubnormalMoments) {
  Matrix device(1001);
  for (BFloat16& weight : device.weight) Store(1e-20f, weight);
  for (BFloat16& gradient : device.gradient) Store(1e-19f, gradient);
  std::fill(device.first.begin(), device.first.end(), 0.0f);
  Matrix twin = device;
  UpdateOnDevice(device);
  UpdateByTwin(twin);
  EXPECT_GT(device.first[0], 0.0f);
  EXPECT_LT(device.first[0], std::numeric_limits<float>::min());
  ExpectSameBits(device, twin);
}

// These need no device.

TEST(LaunchMaskAdam, RefusesAnArrayThatIsNotAligned) {
  Matrix matrix(100);
  MaskAdam step = StepOnHost(matrix);
  ++step.scores;
  EXPECT_EQ(LaunchMaskAdam(step, nullptr), cudaErrorMisalignedAddress);
  step = StepOnHost(matrix);
  ++step.weight;
  EXPECT_EQ(LaunchMaskAdam(step, nullptr), cudaErrorMisalignedAddress);
}

TEST(LaunchMaskAdam, HasNothingToDoForAnEmptyMatrix) { EXPECT_EQ(LaunchMaskAdam({}, nullptr), cudaSuccess); }

TEST(LaunchMaskAdam, SaysThatThereIsNoDevice) {
  if (!WhyNoDevice().has_value()) GTEST_SKIP() << "there is a CUDA device";
  Matrix matrix(100);
  EXPECT_NE(LaunchMaskAdam(StepOnHost(matrix), nullptr), cudaSuccess);
  EXPECT_THAT(matrix.effective, Each(::testing::Field(&BFloat16::bits, 0x1234)));
}

}  // namespace
}  // namespace srnet::kernels::cuda
