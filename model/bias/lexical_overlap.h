// What a model that only compares words can see of a pair: the features of the lexical-overlap bias model.
//
// Clark et al. 2019 ("Don't take the easy way out"), section 4.2, and their released code. With premise
// tokens p, hypothesis tokens h, lower-cased but for the vectors, and m_w the largest cosine of word w of h
// with any word of p:
//
//   subsequence          1 if h is a contiguous part of p
//   all_in_premise       1 if every token of h is in p
//   share_in_premise     share of the tokens of h that are in p
//   log_length_gap       ln(max(|p| - |h|, 1))
//   mean_similarity      sum of m_w over words with a vector, divided by |h|
//   least_similarity     smallest m_w
//   second_similarity    second smallest m_w
//
// The last three need word vectors and are 0 where none applies. The paper names five: without log_length_gap
// and second_similarity. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "model/bias/word_vectors.h"

namespace srnet::bias {

enum class Feature {
  kSubsequence,
  kAllInPremise,
  kShareInPremise,
  kLogLengthGap,
  kMeanSimilarity,
  kLeastSimilarity,
  kSecondSimilarity,
};

const char* FeatureName(Feature feature);

// The features of a model with `feature_count` of them, 5 or 7, less those that need vectors when there are
// none. InvalidArgument for another count.
StatusOr<std::vector<Feature>> ChooseFeatures(int feature_count, bool has_vectors);

// `vectors` may be nullptr. Writes one number for each feature.
void ComputeFeatures(const std::vector<std::string>& premise, const std::vector<std::string>& hypothesis,
                     const WordVectors* vectors, const std::vector<Feature>& features, double* values);

}  // namespace srnet::bias
