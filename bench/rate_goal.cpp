#include "bench/rate_goal.h"

#include "bench/result.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace zramlab {

namespace {

constexpr double slower_operations_min = 10;

// The words of an expression, each with the column at which it begins.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) { skip_spaces(); }

  // The word at hand; empty at the end. A '<' is a word of its own.
  [[nodiscard]] std::string_view word() const {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with('<')) return rest.substr(0, 1);
    return rest.substr(0, rest.find_first_of(" \t<"));
  }

  void next() {
    at_ += word().size();
    skip_spaces();
  }

  bool take(std::string_view wanted) {
    if (word() != wanted) return false;
    next();
    return true;
  }

  // Everything that is left.
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  [[noreturn]] void fail(std::string_view expected) const {
    const std::string found = word().empty() ? "the end" : fmt::format("'{}'", word());
    throw usage_error(fmt::format("--find-max-rate: column {}: found {} where {} belongs; write it as in 'write p99 < 200us' or "
                                  "'service read p99.9 < 1ms': [response|service] write|read p50|p90|p99|p99.9|max < TIME",
                                  at_ + 1, found, expected));
  }

 private:
  void skip_spaces() { at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size()); }

  std::string_view text_;
  std::size_t at_ = 0;
};

// "p99.9" -> 0.999, "max" -> 1.
std::optional<double> share_of(std::string_view word) {
  if (word == "max") return 1;
  if (!word.starts_with('p')) return std::nullopt;
  double percent = 0;
  const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), percent);
  if (error != std::errc{} || end != word.data() + word.size() || !(percent > 0 && percent < 100)) return std::nullopt;
  return percent / 100;
}

}  // namespace

RateGoal parse_rate_goal(std::string_view text) {
  Words words(text);
  RateGoal goal;
  goal.is_service = words.take("service");
  if (!goal.is_service) words.take("response");
  goal.is_read = words.take("read");
  if (!goal.is_read && !words.take("write")) words.fail("write or read");
  const std::string quantile(words.word());
  const std::optional<double> share = share_of(quantile);
  if (!share) words.fail("a quantile (p50, p90, p99, p99.9, max, or any other from p0 to p100)");
  goal.share = *share;
  words.next();
  if (!words.take("<")) words.fail("<");
  const std::string limit(words.word());
  try {
    goal.limit_ns = parse_duration_ns(limit, "--find-max-rate");
  } catch (const InputError&) {
    words.fail("a time (500ns, 200us, 1.5ms, 1s)");
  }
  if (goal.limit_ns == 0) words.fail("a time above 0");
  words.next();
  if (!words.rest().empty()) words.fail("the end");
  goal.text = fmt::format("{} {} {} < {}", goal.is_service ? "service" : "response", goal.is_read ? "read" : "write", quantile, limit);
  return goal;
}

const Histogram& RateGoal::histogram(const Measured& measured) const {
  if (is_service || !measured.open) return is_read ? measured.read_ns : measured.write_ns;
  return is_read ? measured.open->times.read_response_ns : measured.open->times.write_response_ns;
}

double RateGoal::quantile_ns(const Measured& measured) const {
  const Histogram& times = histogram(measured);
  return static_cast<double>(share >= 1 ? times.maximum_ns() : times.quantile_ns(share));
}

double RateGoal::operations_min() const { return share >= 1 ? 1 : slower_operations_min / (1 - share); }

}  // namespace zramlab
