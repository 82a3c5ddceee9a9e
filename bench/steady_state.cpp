#include "bench/steady_state.h"

#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace zramlab {

namespace {

struct NamedKind {
  std::string_view name;
  SteadyStateCriterion::Kind kind;
};
constexpr std::array<NamedKind, 2> kinds{{
    {"iops", SteadyStateCriterion::Kind::iops},
    {"iops_slope", SteadyStateCriterion::Kind::iops_slope},
}};

double seconds(std::uint64_t ns) { return static_cast<double>(ns) / 1e9; }

// Operations a second between neighbouring points.
std::vector<double> rates_of(std::span<const SeriesPoint> points) {
  std::vector<double> rates;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double length_s = seconds(points[i].at_ns - points[i - 1].at_ns);
    rates.push_back(length_s > 0 ? static_cast<double>(points[i].operations - points[i - 1].operations) / length_s : 0);
  }
  return rates;
}

// Sets the figures of the window `rates`.
void describe_window(std::span<const double> rates, SteadyState& state) {
  const auto count = static_cast<double>(rates.size());
  double sum = 0;
  for (const double rate : rates) sum += rate;
  const double mean = sum / count;
  double deviation = 0;
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    deviation = std::max(deviation, std::abs(rates[i] - mean));
    const double place = static_cast<double>(i) - (count - 1) / 2;
    products += place * rates[i];
    squares += place * place;
  }
  state.rates.assign(rates.begin(), rates.end());
  state.mean_per_second = mean;
  state.deviation_percent = mean > 0 ? 100 * deviation / mean : 0;
  state.slope_percent = mean > 0 ? 100 * products / squares / mean : 0;
}

bool is_steady(const SteadyState& state, const SteadyStateCriterion& criterion) {
  if (state.mean_per_second <= 0) return false;  // nothing was done
  const double figure = criterion.kind == SteadyStateCriterion::Kind::iops ? state.deviation_percent : std::abs(state.slope_percent);
  return figure <= criterion.limit_percent;
}

}  // namespace

std::string SteadyStateCriterion::text() const {
  return fmt::format("{}:{}%", kinds[static_cast<std::size_t>(kind)].name, limit_percent);
}

SteadyStateCriterion parse_steady_state(std::string_view text) {
  const std::size_t colon = text.find(':');
  const NamedKind* const named = find_in(kinds, text.substr(0, colon));
  std::string_view number = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  const bool has_percent = number.ends_with('%');
  if (has_percent) number.remove_suffix(1);
  double percent = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), percent);
  const bool is_number = error == std::errc{} && end == number.data() + number.size() && percent > 0 && percent <= 100;
  if (named == nullptr || !has_percent || !is_number) {
    throw usage_error(fmt::format("--steady-state: '{}' is no criterion; write it as in iops:5% (no interval further from the mean) or "
                                  "iops_slope:0.3% (a flat line)", text));
  }
  return {named->kind, percent};
}

SteadyState judge_steady_state(std::span<const SeriesPoint> points, const SteadyStateCriterion& criterion) {
  SteadyState state;
  if (points.size() < steady_window_intervals_min + 1) return state;
  const std::vector<double> rates = rates_of(points);
  const std::size_t window = std::max(steady_window_intervals_min, rates.size() / 4);
  state.is_judged = true;
  for (std::size_t first = 0; first + window <= rates.size(); ++first) {
    describe_window(std::span(rates).subspan(first, window), state);
    state.window_s = seconds(points[first + window].at_ns - points[first].at_ns);
    if (!is_steady(state, criterion)) continue;
    state.attained = true;
    state.attained_at_s = seconds(points[first + window].at_ns);
    return state;
  }
  return state;
}

}  // namespace zramlab
