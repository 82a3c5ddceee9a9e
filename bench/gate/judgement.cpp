#include "bench/gate/judgement.h"

#include "bench/statistics/median.h"
#include "bench/statistics/paired_ratio.h"
#include "bench/statistics/unpaired_ratio.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

// Simulated figures pass through floating point whose last digit another compiler may round otherwise.
constexpr double rounding = 1e-9;

Judgement medians_of(std::span<const double> baseline, std::span<const double> measured, const Limits& limits) {
  Judgement judgement;
  judgement.baseline = median_of({baseline.begin(), baseline.end()});
  judgement.measured = median_of({measured.begin(), measured.end()});
  judgement.samples = std::min(baseline.size(), measured.size());
  const double old_value = limits.better == GoodDirection::higher ? judgement.measured : judgement.baseline;
  const double new_value = limits.better == GoodDirection::higher ? judgement.baseline : judgement.measured;
  judgement.times_as_bad = old_value != 0 ? new_value / old_value : (new_value != 0 ? HUGE_VAL : 1);
  return judgement;
}

bool is_within_floor(const Judgement& judgement, const Limits& limits) {
  return std::abs(judgement.measured - judgement.baseline) <= limits.floor;
}

Judgement inconclusive(Judgement judgement, std::string note) {
  judgement.verdict = GateVerdict::inconclusive;
  judgement.note = std::move(note);
  return judgement;
}

Judgement too_noisy(Judgement judgement, std::string why) {
  judgement.is_too_noisy = true;
  return inconclusive(std::move(judgement), "too noisy: " + std::move(why));
}

std::string percent(double share) { return fmt::format("{:.1f} %", share * 100); }

// From the interval of times_as_bad to the verdict: the rule of docs/gating.md.
Judgement decide(Judgement judgement, const Limits& limits, std::optional<double> noise) {
  if (!judgement.interval) {
    return inconclusive(judgement, fmt::format("{} runs on a side: an interval takes {}", judgement.samples, values_for_interval()));
  }
  const Interval& interval = *judgement.interval;
  const double worst_allowed = 1 + limits.max_regression;
  if (interval.high <= worst_allowed) {
    if (interval.high < 1 / worst_allowed && !is_within_floor(judgement, limits)) judgement.verdict = GateVerdict::improved;
    return judgement;
  }
  if (noise && *noise > limits.max_regression / 2) {
    return too_noisy(judgement, fmt::format("the same program against itself varies by {}", percent(*noise)));
  }
  if (is_within_floor(judgement, limits)) {
    judgement.note = "within the floor";
    return judgement;
  }
  if (interval.low > worst_allowed) {
    judgement.verdict = GateVerdict::suspected;
    return judgement;
  }
  if (interval.half_width() > limits.max_regression / 2) {
    return too_noisy(judgement, fmt::format("the interval is {} wide to each side", percent(interval.half_width())));
  }
  judgement.note = "close to the threshold";
  return judgement;
}

// (better side, worse side) of a ratio worse / better.
std::pair<std::span<const double>, std::span<const double>> in_order(std::span<const double> baseline,
                                                                     std::span<const double> measured, GoodDirection better) {
  return better == GoodDirection::higher ? std::pair(measured, baseline) : std::pair(baseline, measured);
}

bool all_alike(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double value) {
    return std::abs(value - values.front()) <= rounding * std::abs(values.front());
  });
}

}  // namespace

std::string_view to_string(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::pass: return "pass";
    case GateVerdict::improved: return "improved";
    case GateVerdict::is_new: return "new";
    case GateVerdict::inconclusive: return "inconclusive";
    case GateVerdict::suspected: return "suspected";
    case GateVerdict::regression: return "regression";
  }
  return "unknown";
}

Judgement judge_exact(std::span<const double> baseline, std::span<const double> measured, const Limits& limits) {
  Judgement judgement = medians_of(baseline, measured, limits);
  for (const auto& [side, values] : {std::pair("the baseline", baseline), std::pair("the results", measured)}) {
    if (!all_alike(values)) {
      return inconclusive(judgement, fmt::format("repetitions in {} differ, so the figure is not exact", side));
    }
  }
  const double change = judgement.measured - judgement.baseline;
  if (std::abs(change) <= limits.floor + rounding * std::abs(judgement.baseline)) return judgement;
  if (limits.better == GoodDirection::neither) {
    const double share = judgement.baseline != 0 ? std::abs(change / judgement.baseline) : HUGE_VAL;
    if (share > limits.max_regression) judgement.verdict = GateVerdict::regression;
    return judgement;
  }
  if (judgement.times_as_bad > (1 + limits.max_regression) * (1 + rounding)) judgement.verdict = GateVerdict::regression;
  if (judgement.times_as_bad < 1) judgement.verdict = GateVerdict::improved;
  return judgement;
}

std::optional<double> noise_between(std::span<const double> first, std::span<const double> second) {
  const std::size_t rounds = std::min(first.size(), second.size());
  if (rounds == 0 || !have_ratio(first) || !have_ratio(second)) return std::nullopt;
  const PairedRatio ratio = paired_ratio(first.first(rounds), second.first(rounds));
  if (!ratio.interval) return std::nullopt;
  return ratio.interval->half_width();
}

Judgement judge_paired(std::span<const double> baseline, std::span<const double> measured, const Limits& limits,
                       std::optional<double> noise) {
  const std::size_t rounds = std::min(baseline.size(), measured.size());
  Judgement judgement = medians_of(baseline, measured, limits);
  if (!have_ratio(baseline) || !have_ratio(measured)) {
    return inconclusive(judgement, "a figure that is not above 0 has no ratio; call it exact, or leave it out");
  }
  const auto [better, worse] = in_order(baseline.first(rounds), measured.first(rounds), limits.better);
  const PairedRatio ratio = paired_ratio(better, worse);
  judgement.times_as_bad = ratio.ratio;
  judgement.interval = ratio.interval;
  return decide(judgement, limits, noise);
}

Judgement judge_unpaired(std::span<const double> baseline, std::span<const double> measured, const Limits& limits) {
  Judgement judgement = medians_of(baseline, measured, limits);
  if (!have_ratio(baseline) || !have_ratio(measured)) {
    return inconclusive(judgement, "a figure that is not above 0 has no ratio; call it exact, or leave it out");
  }
  const auto [better, worse] = in_order(baseline, measured, limits.better);
  if (judgement.samples < values_for_interval()) return decide(judgement, limits, std::nullopt);
  const UnpairedRatio ratio = unpaired_ratio(better, worse);
  judgement.times_as_bad = ratio.typical_ratio;
  judgement.interval = ratio.interval;
  return decide(judgement, limits, std::nullopt);
}

Judgement confirm(const Judgement& first, const Judgement& again) {
  Judgement judgement = again;
  switch (again.verdict) {
    case GateVerdict::suspected:
    case GateVerdict::regression:
      judgement.verdict = GateVerdict::regression;
      judgement.note = fmt::format("confirmed by a fresh run ({:+.1f} % at first)", (first.times_as_bad - 1) * 100);
      break;
    case GateVerdict::pass:
    case GateVerdict::improved:
      judgement.verdict = GateVerdict::pass;
      judgement.note = fmt::format("{:+.1f} % at first, which a fresh run did not confirm", (first.times_as_bad - 1) * 100);
      break;
    default:
      judgement.verdict = GateVerdict::inconclusive;
      judgement.note = fmt::format("{:+.1f} % at first; the fresh run: {}", (first.times_as_bad - 1) * 100, again.note);
  }
  return judgement;
}

}  // namespace zramlab
