#include "bench/load.h"

#include "bench/options.h"
#include "engine/base/table.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <charconv>

namespace zramlab {

namespace {

constexpr double rate_max = 1e9;  // a gap of a nanosecond
constexpr double percent_max = 1000;

ArrivalKind kind_of(const OptionTexts& texts) {
  if (!texts.arrival.empty()) {
    if (const NamedArrival* const named = find_in(arrivals, texts.arrival)) return named->kind;
    throw usage_error(fmt::format("--arrival: no arrival is called '{}'; there are: {}", texts.arrival, names_of(arrivals)));
  }
  if (texts.speed != 0) return ArrivalKind::trace;
  return texts.find_max_rate.empty() ? ArrivalKind::closed : ArrivalKind::poisson;
}

// "50k" or "80%".
Load parse_rate(const std::string& text, ArrivalKind kind) {
  const std::string name = fmt::format("arrival:{}/rate:{}", to_string(kind), text);
  if (!text.ends_with('%')) {
    const auto rate = static_cast<double>(parse_count(text, "--rate"));
    if (rate >= 1 && rate <= rate_max) return {Load::Unit::per_second, rate, name};
    throw usage_error(fmt::format("--rate: {} operations a second are not from 1 to 1G", text));
  }
  double percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, percent);
  if (error == std::errc{} && end == text.data() + text.size() - 1 && percent > 0 && percent <= percent_max) {
    return {Load::Unit::share_of_capacity, percent / 100, name};
  }
  throw usage_error(fmt::format("--rate: '{}' is no share of the capacity; write it as in 80%, at most {}%", text, percent_max));
}

std::vector<Load> parse_rates(const std::string& text, ArrivalKind kind) {
  std::vector<Load> loads;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    loads.push_back(parse_rate(text.substr(start, end - start), kind));
    start = end + 1;
  }
  return loads;
}

// Options that say how fast, of which at most one may be there, and none for a closed loop.
void refuse_contradictions(const OptionTexts& texts, ArrivalKind kind) {
  struct Given {
    const char* option;
    bool is_given;
  };
  const std::array<Given, 3> given{{{"--rate", !texts.rate.empty()}, {"--speed", texts.speed != 0}, {"--find-max-rate", !texts.find_max_rate.empty()}}};
  const char* first = nullptr;
  for (const Given& one : given) {
    if (!one.is_given) continue;
    if (first != nullptr) throw usage_error(fmt::format("{} and {} both say how fast operations arrive; give one of them", first, one.option));
    first = one.option;
  }
  if (first != nullptr && kind == ArrivalKind::closed) {
    throw usage_error(fmt::format("{}: in a closed loop nothing arrives at a rate; add --arrival constant, poisson or trace", first));
  }
  if (texts.speed != 0 && kind != ArrivalKind::trace) {
    throw usage_error(fmt::format("--speed: only recorded times have one; with --arrival {} say --rate N", to_string(kind)));
  }
  if (first == nullptr && (kind == ArrivalKind::constant || kind == ArrivalKind::poisson)) {
    throw usage_error(fmt::format("--arrival {}: how fast? Add --rate 50k (operations a second), --rate 80% (of the capacity) or --find-max-rate",
                                  to_string(kind)));
  }
}

RateGoal parse_goal(const OptionTexts& texts) {
  if (!texts.runtime.empty()) throw usage_error("--find-max-rate: each probe does a fixed number of operations; say --ops instead of --runtime");
  if (!texts.latency) throw usage_error("--find-max-rate: without --latency no operation is timed");
  return parse_rate_goal(texts.find_max_rate);
}

}  // namespace

Arrival parse_arrival(const OptionTexts& texts) {
  Arrival arrival;
  arrival.kind = kind_of(texts);
  refuse_contradictions(texts, arrival.kind);
  if (!texts.find_max_rate.empty()) {
    arrival.goal = parse_goal(texts);
    arrival.loads = {{Load::Unit::highest, 0, fmt::format("arrival:{}/rate:max", to_string(arrival.kind))}};
  } else if (!texts.rate.empty()) {
    arrival.loads = parse_rates(texts.rate, arrival.kind);
  } else if (arrival.kind == ArrivalKind::trace) {
    const double speed = texts.speed != 0 ? texts.speed : 1;
    arrival.loads = {{Load::Unit::speed, speed, fmt::format("arrival:trace/speed:{}", speed)}};
  }
  return arrival;
}

}  // namespace zramlab
