#include "coordinator/results/filter_text.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace srnet::results {
namespace {

using storage::Comparator;
using storage::ResultCondition;
using storage::ResultField;
using Kind = ResultCondition::Kind;

constexpr std::size_t kLongestText = 4096;
constexpr int kDeepest = 10;  // Of parentheses and NOT within each other: SQLite's parser has a small stack.

struct Token {
  std::string text;    // Of a quoted text: without the quotes.
  std::size_t at = 0;  // Where it begins, from 0.
  bool quoted = false;
  bool sign = false;  // An operator or a parenthesis.

  bool Is(std::string_view word) const { return !quoted && text == word; }
};

template <typename... Arguments>
Status Wrong(std::size_t at, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  return InvalidArgument("filter, character {}: {}", at + 1,
                         fmt::format(format, std::forward<Arguments>(arguments)...));
}

constexpr std::array<std::string_view, 9> kSigns = {"!=", "<=", ">=", "=", "<", ">", ":", "(", ")"};

bool EndsWord(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '"' || c == '\'' ||
         std::string_view("!<>=:()").find(c) != std::string_view::npos;
}

StatusOr<Token> ReadQuoted(std::string_view text, std::size_t& position) {
  Token token{.text = {}, .at = position, .quoted = true};
  const char quote = text[position++];
  while (position < text.size() && text[position] != quote) {
    if (text[position] == '\\' && position + 1 < text.size()) ++position;
    token.text += text[position++];
  }
  if (position == text.size()) return Wrong(token.at, "the quotes are not closed");
  ++position;
  return token;
}

StatusOr<std::vector<Token>> Split(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t position = 0;
  while (position < text.size()) {
    const char c = text[position];
    if (c == ' ' || c == '\t' || c == '\n') {
      ++position;
      continue;
    }
    if (c == '"' || c == '\'') {
      SRNET_ASSIGN_OR_RETURN(tokens.emplace_back(), ReadQuoted(text, position));
      continue;
    }
    Token& token = tokens.emplace_back();
    token.at = position;
    const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                   [&](std::string_view s) { return text.substr(position).starts_with(s); });
    if (sign != kSigns.end()) {
      token.text = *sign;
      token.sign = true;
      position += sign->size();
      continue;
    }
    const bool begins_term = tokens.size() == 1 || !tokens[tokens.size() - 2].sign ||
                             tokens[tokens.size() - 2].text == "(" || tokens[tokens.size() - 2].text == ")";
    if (c == '!' || (c == '-' && begins_term)) {
      token.text = "NOT";
      ++position;
      continue;
    }
    while (position < text.size() && !EndsWord(text[position])) token.text += text[position++];
  }
  return tokens;
}

struct Field {
  std::string_view name;
  ResultField field;
  bool is_number;
};
constexpr std::array<Field, 7> kFields = {{{"sweep", ResultField::kSweep, false},
                                           {"point", ResultField::kPoint, true},
                                           {"stage", ResultField::kStage, false},
                                           {"set", ResultField::kSet, false},
                                           {"metric", ResultField::kMetric, false},
                                           {"group", ResultField::kGroup, false},
                                           {"value", ResultField::kValue, true}}};

// In the order of the first six of Comparator.
constexpr std::array<std::string_view, 6> kComparators = {"=", "!=", "<", "<=", ">", ">="};

// expression = factor { [AND] factor }; factor = term { OR term }; term = [NOT | -] ( "(" expression ")" |
// comparison ).
class Parser {
 public:
  Parser(std::vector<Token> tokens, std::size_t end, std::span<const std::string_view> axes)
      : tokens_(std::move(tokens)), end_(end), axes_(axes) {}

  StatusOr<ResultCondition> Whole() {
    SRNET_ASSIGN_OR_RETURN(ResultCondition condition, Expression(0));
    if (next_ < tokens_.size()) return Wrong(Next().at, "\"{}\" closes nothing", Next().text);
    return condition;
  }

 private:
  const Token& Next() const { return tokens_[next_]; }
  bool NextIs(std::string_view word) const { return next_ < tokens_.size() && Next().Is(word); }
  bool Take(std::string_view word) {
    if (!NextIs(word)) return false;
    ++next_;
    return true;
  }

  StatusOr<ResultCondition> Expression(int depth) {
    ResultCondition all{.kind = Kind::kAll};
    do {
      SRNET_ASSIGN_OR_RETURN(all.parts.emplace_back(), Factor(depth));
    } while (Take("AND") || (next_ < tokens_.size() && !NextIs(")")));
    return all;
  }

  StatusOr<ResultCondition> Factor(int depth) {
    ResultCondition any{.kind = Kind::kAny};
    do {
      SRNET_ASSIGN_OR_RETURN(any.parts.emplace_back(), Term(depth));
    } while (Take("OR"));
    if (any.parts.size() == 1) return std::move(any.parts.front());
    return any;
  }

  StatusOr<ResultCondition> Term(int depth) {
    const bool nests = NextIs("NOT") || NextIs("(");
    if (nests && depth == kDeepest)
      return Wrong(Next().at, "more than {} parentheses and NOT within each other", kDeepest);
    if (Take("NOT")) {
      ResultCondition negation{.kind = Kind::kNot};
      SRNET_ASSIGN_OR_RETURN(negation.parts.emplace_back(), Term(depth + 1));
      return negation;
    }
    if (!NextIs("(")) return Comparison();
    const std::size_t opened = Next().at;
    ++next_;
    SRNET_ASSIGN_OR_RETURN(ResultCondition inner, Expression(depth + 1));
    if (!Take(")")) return Wrong(opened, "the parenthesis is not closed");
    return inner;
  }

  StatusOr<ResultCondition> Comparison() {
    ResultCondition comparison{.kind = Kind::kComparison};
    if (next_ == tokens_.size()) return Wrong(end_, "a comparison is missing, for example loss = poe");
    const Token& field = tokens_[next_++];
    SRNET_ASSIGN_OR_RETURN(const bool is_number, ReadField(field, comparison));
    if (Take(":")) return Presence(field, comparison);
    const auto sign = next_ == tokens_.size()
                          ? kComparators.end()
                          : std::find(kComparators.begin(), kComparators.end(), Next().text);
    if (sign == kComparators.end() || !Next().sign) {
      return Wrong(next_ == tokens_.size() ? end_ : Next().at, "expected one of = != < <= > >= after {}",
                   field.text);
    }
    ++next_;
    comparison.comparator = static_cast<Comparator>(sign - kComparators.begin());
    return Value(field, is_number, comparison);
  }

  // Whether only numbers are its values.
  StatusOr<bool> ReadField(const Token& token, ResultCondition& comparison) const {
    for (const Field& known : kFields) {
      if (!token.Is(known.name)) continue;
      comparison.field = known.field;
      return known.is_number;
    }
    if (token.quoted || token.sign || std::find(axes_.begin(), axes_.end(), token.text) == axes_.end()) {
      return Wrong(token.at,
                   "\"{}\" is neither sweep, point, stage, set, metric, group or value nor an axis: {}",
                   token.text, fmt::join(axes_, ", "));
    }
    comparison.field = ResultField::kAxis;
    comparison.axis = token.text;
    return false;
  }

  StatusOr<ResultCondition> Presence(const Token& field, ResultCondition comparison) {
    if (comparison.field != ResultField::kAxis) return Wrong(field.at, "every result has a {}", field.text);
    if (!Take("*")) {
      return Wrong(next_ == tokens_.size() ? end_ : Next().at,
                   "write {}:* for points that have a {}, {} = VALUE "
                   "to compare",
                   field.text, field.text, field.text);
    }
    comparison.comparator = Comparator::kHas;
    return comparison;
  }

  StatusOr<ResultCondition> Value(const Token& field, bool is_number, ResultCondition comparison) {
    if (next_ == tokens_.size() || Next().sign)
      return Wrong(next_ == tokens_.size() ? end_ : Next().at, "a value is missing");
    const Token& value = tokens_[next_++];
    comparison.text = value.text;
    double number = 0;
    const char* end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end && std::isfinite(number) && !value.quoted)
      comparison.number = number;
    const bool compares_order =
        comparison.comparator != Comparator::kEqual && comparison.comparator != Comparator::kNotEqual;
    if (compares_order && !is_number && comparison.field != ResultField::kAxis)
      return Wrong(field.at, "{} has no order: use = or !=", field.text);
    if ((compares_order || is_number) && !comparison.number)
      return Wrong(value.at, "\"{}\" is no number", value.text);
    // As plans write fractions: 0.70 is 0.7.
    const bool is_fraction = comparison.number && value.text.find_first_of(".e") != std::string::npos;
    if (is_fraction && comparison.field == ResultField::kAxis) comparison.text = fmt::format("{}", number);
    return comparison;
  }

  const std::vector<Token> tokens_;
  const std::size_t end_;
  const std::span<const std::string_view> axes_;
  std::size_t next_ = 0;
};

}  // namespace

StatusOr<storage::ResultCondition> ParseFilter(std::string_view text,
                                               std::span<const std::string_view> axes) {
  if (text.size() > kLongestText)
    return InvalidArgument("the filter has {} bytes, at most {} are accepted", text.size(), kLongestText);
  SRNET_ASSIGN_OR_RETURN(std::vector<Token> tokens, Split(text));
  if (tokens.empty()) return ResultCondition();
  return Parser(std::move(tokens), text.size(), axes).Whole();
}

}  // namespace srnet::results
