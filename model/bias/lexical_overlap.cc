#include "model/bias/lexical_overlap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <unordered_set>

#include "model/bias/overlap_tokenizer.h"

namespace srnet::bias {
namespace {

constexpr std::array kPaperFeatures{Feature::kSubsequence, Feature::kAllInPremise, Feature::kShareInPremise,
                                    Feature::kMeanSimilarity, Feature::kLeastSimilarity};
constexpr std::array kAllFeatures{
    Feature::kSubsequence,    Feature::kAllInPremise,    Feature::kShareInPremise,  Feature::kLogLengthGap,
    Feature::kMeanSimilarity, Feature::kLeastSimilarity, Feature::kSecondSimilarity};

bool NeedsVectors(Feature feature) { return feature >= Feature::kMeanSimilarity; }

std::vector<std::string> LowerCased(const std::vector<std::string>& tokens) {
  std::vector<std::string> lower;
  lower.reserve(tokens.size());
  for (const std::string& token : tokens) lower.push_back(LowerCase(token));
  return lower;
}

double Dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// m_w of every word of the hypothesis that has a vector, smallest first; empty when no word of the premise
// has one.
std::vector<double> Similarities(const std::vector<std::string>& premise,
                                 const std::vector<std::string>& hypothesis, const WordVectors& vectors) {
  std::vector<std::span<const float>> premise_vectors;
  for (const std::string& word : premise) {
    if (const auto vector = vectors.Find(word); !vector.empty()) premise_vectors.push_back(vector);
  }
  std::vector<double> similarities;
  if (premise_vectors.empty()) return similarities;
  for (const std::string& word : hypothesis) {
    const auto vector = vectors.Find(word);
    if (vector.empty()) continue;
    double largest = -1;
    for (const auto& other : premise_vectors) largest = std::max(largest, Dot(vector, other));
    similarities.push_back(largest);
  }
  std::sort(similarities.begin(), similarities.end());
  return similarities;
}

struct AllFeatures {
  std::array<double, kAllFeatures.size()> values{};
  double& operator[](Feature feature) { return values[static_cast<std::size_t>(feature)]; }
};

void AddOverlap(const std::vector<std::string>& p, const std::vector<std::string>& h, AllFeatures& all) {
  const std::unordered_set<std::string> words(p.begin(), p.end());
  const auto shared =
      std::count_if(h.begin(), h.end(), [&words](const auto& word) { return words.count(word) > 0; });
  const bool contiguous = std::search(p.begin(), p.end(), h.begin(), h.end()) != p.end() || h.empty();
  const double gap = static_cast<double>(p.size()) - static_cast<double>(h.size());
  all[Feature::kSubsequence] = contiguous ? 1 : 0;
  all[Feature::kAllInPremise] = static_cast<std::size_t>(shared) == h.size() ? 1 : 0;
  all[Feature::kShareInPremise] = h.empty() ? 0 : static_cast<double>(shared) / static_cast<double>(h.size());
  all[Feature::kLogLengthGap] = std::log(std::max(gap, 1.0));
}

void AddSimilarity(const std::vector<double>& similarities, std::size_t hypothesis_size, AllFeatures& all) {
  if (similarities.empty()) return;
  const double sum = std::accumulate(similarities.begin(), similarities.end(), 0.0);
  all[Feature::kMeanSimilarity] = sum / static_cast<double>(hypothesis_size);
  all[Feature::kLeastSimilarity] = similarities[0];
  if (similarities.size() > 1) all[Feature::kSecondSimilarity] = similarities[1];
}

}  // namespace

const char* FeatureName(Feature feature) {
  switch (feature) {
    case Feature::kSubsequence:
      return "subsequence";
    case Feature::kAllInPremise:
      return "all_in_premise";
    case Feature::kShareInPremise:
      return "share_in_premise";
    case Feature::kLogLengthGap:
      return "log_length_gap";
    case Feature::kMeanSimilarity:
      return "mean_similarity";
    case Feature::kLeastSimilarity:
      return "least_similarity";
    case Feature::kSecondSimilarity:
      return "second_similarity";
  }
  return "unknown";
}

StatusOr<std::vector<Feature>> ChooseFeatures(int feature_count, bool has_vectors) {
  std::vector<Feature> features;
  if (feature_count == static_cast<int>(kPaperFeatures.size())) {
    features.assign(kPaperFeatures.begin(), kPaperFeatures.end());
  } else if (feature_count == static_cast<int>(kAllFeatures.size())) {
    features.assign(kAllFeatures.begin(), kAllFeatures.end());
  } else {
    return InvalidArgument("feature_count is {}, it must be {} (of the paper) or {} (of the released code)",
                           feature_count, kPaperFeatures.size(), kAllFeatures.size());
  }
  if (!has_vectors)
    features.erase(std::remove_if(features.begin(), features.end(), NeedsVectors), features.end());
  return features;
}

void ComputeFeatures(const std::vector<std::string>& premise, const std::vector<std::string>& hypothesis,
                     const WordVectors* vectors, const std::vector<Feature>& features, double* values) {
  AllFeatures all;
  AddOverlap(LowerCased(premise), LowerCased(hypothesis), all);
  if (vectors != nullptr) AddSimilarity(Similarities(premise, hypothesis, *vectors), hypothesis.size(), all);
  for (std::size_t i = 0; i < features.size(); ++i) values[i] = all[features[i]];
}

}  // namespace srnet::bias
