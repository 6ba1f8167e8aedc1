// The little language of the embedded data set: clauses about people, and sentences built around them that
// either do or do not say that a clause is true.
//
// Each `Frame` is one way to build a sentence around a clause, and is a subcase of the out-of-distribution
// set in the sense of HANS (McCoy et al. 2019): every word of the clause is in the sentence, whether or not
// it follows.
//
//   passive         "The judge was thanked by the nurse."      says       "The nurse thanked the judge."
//   passive_swap    "The judge was thanked by the nurse."      does not   "The judge thanked the nurse."
//
// Internal to model/data; GenerateEmbeddedNli composes the sets. A pure function of the random numbers, any
// thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/data/counter_random.h"

namespace srnet::data {

enum class Truth { kEntailed, kUnknown, kDenied };

// "the nurse thanked the judge", or without object "the nurse slept".
struct Clause {
  std::string_view subject;
  std::string_view verb;       // In the past tense.
  std::string_view verb_base;  // "thank"
  std::string_view object;     // Empty for an intransitive verb.
};

struct Statement {
  std::string sentence;
  Clause clause;  // The hypothesis, every word of which is in the sentence.
};

struct Frame {
  std::string_view name;
  std::string_view heuristic;  // lexical_overlap, subsequence or constituent
  Truth truth;                 // Of the clause, given the sentence.
  Statement (*make)(CounterRandom& random);
};

// All frames; each heuristic has as many whose clause follows as others.
std::span<const Frame> Frames();
std::span<const Frame> EntailingFrames();
std::span<const Frame> MisleadingFrames();

// "The nurse thanked the judge."
std::string Affirm(const Clause& clause);

// A sentence that cannot be true together with the clause: "Nobody thanked the judge."
std::string Contradict(const Clause& clause, CounterRandom& random);

// A sentence that follows but has a new word: "Someone thanked the judge."
std::string Paraphrase(const Clause& clause, CounterRandom& random);

// A sentence that neither follows nor is excluded, with words that are not in `sentence`.
std::string Digress(const Clause& clause, std::string_view sentence, CounterRandom& random);

}  // namespace srnet::data
