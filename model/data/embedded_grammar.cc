#include "model/data/embedded_grammar.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "model/data/embedded_words.h"

namespace srnet::data {
namespace {

constexpr std::size_t kFramesPerTruth = 12;
constexpr int kIntransitivePercent = 30;

template <typename T, std::size_t kSize>
const T& Pick(CounterRandom& random, const std::array<T, kSize>& items) {
  return random.Choose(std::span<const T>(items));
}

// Different people, so that no clause is about "the nurse thanked the nurse".
class Cast {
 public:
  explicit Cast(CounterRandom& random) : random_(random) {}

  std::string_view Next() {
    while (true) {
      const std::string_view person = Pick(random_, kPeople);
      bool taken = false;
      for (std::size_t i = 0; i < count_; ++i) taken = taken || taken_[i] == person;
      if (taken) continue;
      return taken_[count_++] = person;
    }
  }

 private:
  CounterRandom& random_;
  std::array<std::string_view, 8> taken_{};
  std::size_t count_ = 0;
};

// What most frames are made of: three people, a clause about the first two and another verb.
struct Parts {
  explicit Parts(CounterRandom& random) : cast(random), a(cast.Next()), b(cast.Next()), c(cast.Next()) {
    verb = Pick(random, kTransitive);
    while (act.past.empty() || act.past == verb.past) act = Pick(random, kIntransitive);
  }

  Clause Does(std::string_view subject, std::string_view object) const {
    return {.subject = subject, .verb = verb.past, .verb_base = verb.base, .object = object};
  }
  Clause Acts(std::string_view subject) const {
    return {.subject = subject, .verb = act.past, .verb_base = act.base, .object = {}};
  }

  Cast cast;
  std::string_view a;
  std::string_view b;
  std::string_view c;
  Verb verb;  // Transitive.
  Verb act;   // Intransitive.
};

std::string Text(const Clause& clause) {
  if (clause.object.empty()) return fmt::format("the {} {}", clause.subject, clause.verb);
  return fmt::format("the {} {} the {}", clause.subject, clause.verb, clause.object);
}

std::string Sentence(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

// A clause about the first person of `parts`, with or without object.
Clause AnyClause(const Parts& parts, CounterRandom& random) {
  return random.Percent(kIntransitivePercent) ? parts.Acts(parts.a) : parts.Does(parts.a, parts.b);
}

// Another clause, about the third person.
Clause OtherClause(const Parts& parts, const Clause& clause) {
  return clause.object.empty() ? parts.Does(parts.c, parts.b) : parts.Acts(parts.c);
}

// ---- Lexical overlap: the words of the clause are in the sentence, in any order. ----

Statement Passive(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} was {} by the {}", p.a, p.verb.past, p.b)), p.Does(p.b, p.a)};
}

Statement PassiveSwap(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} was {} by the {}", p.a, p.verb.past, p.b)), p.Does(p.a, p.b)};
}

Statement AroundPlace(CounterRandom& random) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  const std::string_view rest = clause.object.empty() ? "" : " the ";
  return {Sentence(fmt::format("the {} at the {} {}{}{}", p.a, Pick(random, kPlaces), clause.verb, rest,
                               clause.object)),
          clause};
}

Statement ObjectSwap(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} {} the {} at the {}", p.a, p.verb.past, p.b, Pick(random, kPlaces))),
          p.Does(p.b, p.a)};
}

Statement RelativeSubject(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} who {} the {} {}", p.a, p.verb.past, p.b, p.act.past)),
          p.Does(p.a, p.b)};
}

Statement RelativeObjectSwap(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} who the {} {} {}", p.a, p.b, p.verb.past, p.act.past)),
          p.Does(p.a, p.b)};
}

Statement FirstOfTwo(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} and the {} {} the {}", p.a, p.c, p.verb.past, p.b)), p.Does(p.a, p.b)};
}

Statement BetweenTheTwo(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} and the {} {} the {}", p.a, p.c, p.verb.past, p.b)), p.Does(p.a, p.c)};
}

// ---- Subsequence: the clause is a contiguous part of the sentence. ----

Statement SecondOfTwo(CounterRandom& random) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  return {Sentence(fmt::format("the {} and {}", p.c, Text(clause))), clause};
}

Statement BesideSubject(CounterRandom& random) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  return {Sentence(fmt::format("the {} {} {}", p.c, Pick(random, kBeside), Text(clause))), clause};
}

Statement PlaceAtTheEnd(CounterRandom& random) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  return {Sentence(fmt::format("{} at the {}", Text(clause), Pick(random, kPlaces))), clause};
}

Statement RelativeThenVerb(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} who {} the {} {}", p.c, p.verb.past, p.a, p.act.past)), p.Acts(p.a)};
}

Statement FirstObject(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} {} the {} and the {}", p.a, p.verb.past, p.b, p.c)), p.Does(p.a, p.b)};
}

Statement ObjectIsSubject(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} remembered the {} {} the {}", p.c, p.a, p.verb.past, p.b)),
          {.subject = p.c, .verb = "remembered", .verb_base = "remember", .object = p.a}};
}

Statement TwoActions(CounterRandom& random) {
  const Parts p(random);
  return {Sentence(fmt::format("the {} {} the {} and {}", p.a, p.verb.past, p.b, p.act.past)),
          p.Does(p.a, p.b)};
}

Statement RelativeThenObject(CounterRandom& random) {
  const Parts p(random);
  Verb other = p.verb;
  while (other.past == p.verb.past) other = Pick(random, kTransitive);
  return {Sentence(fmt::format("the {} who {} the {} {} the {}", p.c, other.past, p.a, p.verb.past, p.b)),
          p.Does(p.a, p.b)};
}

// ---- Constituent: the clause is a complete part of the sentence. ----

template <std::size_t kSize>
Statement Introduced(CounterRandom& random, const std::array<std::string_view, kSize>& words) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  return {Sentence(fmt::format("{} {}, {}", Pick(random, words), Text(clause), Text(OtherClause(p, clause)))),
          clause};
}

template <std::size_t kSize>
Statement Reported(CounterRandom& random, const std::array<std::string_view, kSize>& verbs) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  return {Sentence(fmt::format("the {} {} that {}", p.c, Pick(random, verbs), Text(clause))), clause};
}

template <std::size_t kSize>
Statement Judged(CounterRandom& random, const std::array<std::string_view, kSize>& adverbs) {
  const Parts p(random);
  const Clause clause = p.Does(p.a, p.b);
  return {Sentence(fmt::format("{} {}", Pick(random, adverbs), Text(clause))), clause};
}

Statement Joined(CounterRandom& random, std::string_view conjunction) {
  const Parts p(random);
  const Clause clause = AnyClause(p, random);
  return {Sentence(fmt::format("{}, {} {}", Text(OtherClause(p, clause)), conjunction, Text(clause))),
          clause};
}

Statement Since(CounterRandom& random) { return Introduced(random, kSince); }
Statement Unless(CounterRandom& random) { return Introduced(random, kUnless); }
Statement Knew(CounterRandom& random) { return Reported(random, kKnew); }
Statement Hoped(CounterRandom& random) { return Reported(random, kHoped); }
Statement Certainly(CounterRandom& random) { return Judged(random, kCertainly); }
Statement Perhaps(CounterRandom& random) { return Judged(random, kPerhaps); }
Statement And(CounterRandom& random) { return Joined(random, "and"); }
Statement Or(CounterRandom& random) { return Joined(random, "or"); }

constexpr std::string_view kOverlap = "lexical_overlap";
constexpr std::string_view kSubsequence = "subsequence";
constexpr std::string_view kConstituent = "constituent";

constexpr std::array<Frame, 2 * kFramesPerTruth> kFrames{{
    {"passive", kOverlap, Truth::kEntailed, Passive},
    {"around_place", kOverlap, Truth::kEntailed, AroundPlace},
    {"relative_subject", kOverlap, Truth::kEntailed, RelativeSubject},
    {"first_of_two", kOverlap, Truth::kEntailed, FirstOfTwo},
    {"second_of_two", kSubsequence, Truth::kEntailed, SecondOfTwo},
    {"place_at_the_end", kSubsequence, Truth::kEntailed, PlaceAtTheEnd},
    {"first_object", kSubsequence, Truth::kEntailed, FirstObject},
    {"two_actions", kSubsequence, Truth::kEntailed, TwoActions},
    {"since", kConstituent, Truth::kEntailed, Since},
    {"knew", kConstituent, Truth::kEntailed, Knew},
    {"certainly", kConstituent, Truth::kEntailed, Certainly},
    {"and", kConstituent, Truth::kEntailed, And},
    {"passive_swap", kOverlap, Truth::kUnknown, PassiveSwap},
    {"object_swap", kOverlap, Truth::kUnknown, ObjectSwap},
    {"relative_object_swap", kOverlap, Truth::kUnknown, RelativeObjectSwap},
    {"between_the_two", kOverlap, Truth::kUnknown, BetweenTheTwo},
    {"beside_subject", kSubsequence, Truth::kUnknown, BesideSubject},
    {"relative_then_verb", kSubsequence, Truth::kUnknown, RelativeThenVerb},
    {"object_is_subject", kSubsequence, Truth::kUnknown, ObjectIsSubject},
    {"relative_then_object", kSubsequence, Truth::kUnknown, RelativeThenObject},
    {"unless", kConstituent, Truth::kUnknown, Unless},
    {"hoped", kConstituent, Truth::kUnknown, Hoped},
    {"perhaps", kConstituent, Truth::kUnknown, Perhaps},
    {"or", kConstituent, Truth::kUnknown, Or},
}};

}  // namespace

std::span<const Frame> Frames() { return kFrames; }
std::span<const Frame> EntailingFrames() { return std::span(kFrames).first<kFramesPerTruth>(); }
std::span<const Frame> MisleadingFrames() { return std::span(kFrames).last<kFramesPerTruth>(); }

std::string Affirm(const Clause& clause) { return Sentence(Text(clause)); }

std::string Contradict(const Clause& clause, CounterRandom& random) {
  const std::string object = clause.object.empty() ? "" : fmt::format(" the {}", clause.object);
  switch (random.Below(3)) {
    case 0:
      return Sentence(fmt::format("the {} never {}{}", clause.subject, clause.verb, object));
    case 1:
      return Sentence(fmt::format("the {} did not {}{}", clause.subject, clause.verb_base, object));
    default:
      return Sentence(fmt::format("nobody {}{}", clause.verb, object));
  }
}

std::string Paraphrase(const Clause& clause, CounterRandom& random) {
  if (clause.object.empty() || random.Percent(50)) {
    const std::string object = clause.object.empty() ? "" : fmt::format(" the {}", clause.object);
    return Sentence(fmt::format("someone {}{}", clause.verb, object));
  }
  return Sentence(fmt::format("the {} {} someone", clause.subject, clause.verb));
}

std::string Digress(const Clause& clause, std::string_view sentence, CounterRandom& random) {
  const auto is_new = [sentence](std::string_view word) {
    return sentence.find(word) == std::string_view::npos;
  };
  std::string_view other;
  while (other.empty() || !is_new(other)) other = Pick(random, kPeople);
  Verb verb;
  while (verb.past.empty() || !is_new(verb.past)) verb = Pick(random, kTransitive);
  switch (random.Below(4)) {
    case 0:
      return Sentence(fmt::format("the {} never {} the {}", clause.subject, verb.past, other));
    case 1:
      return Sentence(fmt::format("the {} did not {} the {}", other, verb.base, clause.subject));
    case 2:
      return Sentence(fmt::format("someone {} the {}", verb.past, other));
    default:
      return Sentence(fmt::format("the {} {} the {}", clause.subject, verb.past, other));
  }
}

}  // namespace srnet::data
