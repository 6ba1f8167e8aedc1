#include "model/bias/logistic_regression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include <nlohmann/json.hpp>

#include "tests/support/status_matchers.h"

namespace srnet::bias {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;

struct Fixture {
  std::vector<double> features;
  std::vector<std::uint8_t> labels;
  std::vector<double> weights;
  double intercept;
};

Fixture ReadFixture() {
  std::ifstream file(SRNET_SOURCE_FOLDER "/tests/model/bias/reference/logistic_fixture.json");
  const auto json = nlohmann::json::parse(file);
  Fixture fixture{{}, json.at("labels"), json.at("weights"), json.at("intercept")};
  for (const auto& row : json.at("features"))
    fixture.features.insert(fixture.features.end(), row.begin(), row.end());
  return fixture;
}

TEST(LogisticRegression, HasTheCoefficientsOfScikitLearn) {
  const Fixture fixture = ReadFixture();
  const auto model = FitLogisticRegression(fixture.features, fixture.labels, 4, {});
  ASSERT_THAT(model, IsOk());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(model->weights[i], fixture.weights[i], 1e-4);
  EXPECT_NEAR(model->intercept, fixture.intercept, 1e-4);
}

TEST(OneVersusRest, HasTheCoefficientsAndProbabilitiesOfScikitLearn) {
  std::ifstream file(SRNET_SOURCE_FOLDER "/tests/model/bias/reference/one_versus_rest_fixture.json");
  const auto json = nlohmann::json::parse(file);
  std::vector<double> values;
  for (const auto& row : json.at("features")) values.insert(values.end(), row.begin(), row.end());
  const SparseRows features = SparseRows::FromDense(values, 5);
  const std::vector<int> labels = json.at("labels");
  const auto fitted = FitOneVersusRest(features, labels, 3, {.inverse_regularisation = 10});
  ASSERT_THAT(fitted, IsOk());
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_NEAR(fitted->models[k].weights[i], json.at("weights")[k][i].get<double>(), 1e-4);
    }
    EXPECT_NEAR(fitted->models[k].intercept, json.at("intercepts")[k].get<double>(), 1e-4);
  }
  for (std::size_t row = 0; row < labels.size(); ++row) {
    std::vector<float> logs;
    fitted->AppendLogProbabilities(features.row(row), logs);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(std::exp(logs[k]), json.at("probabilities")[row][k].get<double>(), 1e-5);
    }
  }
}

TEST(OneVersusRest, RefusesAClassWithoutRows) {
  const SparseRows features = SparseRows::FromDense(std::vector<double>{1, 2}, 1);
  EXPECT_THAT(FitOneVersusRest(features, std::vector<int>{0, 1}, 3, {}),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("two classes")));
}

TEST(SparseRows, LeaveOutZerosAndChangeNothingElse) {
  const Fixture fixture = ReadFixture();
  const SparseRows rows = SparseRows::FromDense(fixture.features, 4);
  EXPECT_LT(rows.entries(), fixture.features.size());
  const auto model = FitLogisticRegression(rows, fixture.labels, {});
  ASSERT_THAT(model, IsOk());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto dense = std::span(fixture.features).subspan(4 * i, 4);
    EXPECT_NEAR(model->Predict(rows.row(i)).positive, model->Predict(dense).positive, 1e-12);
  }
}

TEST(LogisticRegression, DoesNotDependOnWhichClassComesFirst) {
  Fixture fixture = ReadFixture();
  const auto model = FitLogisticRegression(fixture.features, fixture.labels, 4, {});
  for (auto& label : fixture.labels) label = label == 0 ? 1 : 0;
  const auto mirrored = FitLogisticRegression(fixture.features, fixture.labels, 4, {});
  EXPECT_NEAR(model->weights[0], -mirrored->weights[0], 1e-6);
  EXPECT_NEAR(model->intercept, -mirrored->intercept, 1e-6);
}

TEST(LogisticRegression, GivesTheSameBitsEveryTime) {
  const Fixture fixture = ReadFixture();
  const auto first = FitLogisticRegression(fixture.features, fixture.labels, 4, {});
  const auto second = FitLogisticRegression(fixture.features, fixture.labels, 4, {});
  EXPECT_EQ(first->weights, second->weights);
  EXPECT_EQ(first->intercept, second->intercept);
}

TEST(LogisticRegression, PredictsLogProbabilitiesThatNeverOverflow) {
  const LogisticRegression model{{1.0}, 0.5};
  const double x = 1.5;
  const auto predicted = model.Predict(std::span(&x, 1));
  EXPECT_NEAR(predicted.positive, std::log(1 / (1 + std::exp(-2.0))), 1e-12);
  EXPECT_NEAR(std::exp(predicted.positive) + std::exp(predicted.negative), 1, 1e-12);
  const double large = -1e6;
  EXPECT_NEAR(model.Predict(std::span(&large, 1)).positive, -1e6 + 0.5, 1e-6);
  EXPECT_EQ(model.Predict(std::span(&large, 1)).negative, 0);
}

TEST(LogisticRegression, RefusesRowsOfOneClass) {
  const std::vector<double> features{1, 2};
  const std::vector<std::uint8_t> ones{1, 1};
  EXPECT_THAT(FitLogisticRegression(features, ones, 1, {}),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("all 2 rows are of one")));
  EXPECT_THAT(FitLogisticRegression({}, {}, 1, {}),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("all 0 rows")));
}

TEST(LogisticRegression, RefusesAnImpossiblePenalty) {
  const Fixture fixture = ReadFixture();
  for (const double c : {0.0, -1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_THAT(FitLogisticRegression(fixture.features, fixture.labels, 4, {.inverse_regularisation = c}),
                Fails(StatusCode::kInvalidArgument, HasSubstr("inverse_regularisation")));
  }
}

}  // namespace
}  // namespace srnet::bias
