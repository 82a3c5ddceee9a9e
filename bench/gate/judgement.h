// One figure against its threshold: the statistics of a verdict, without files or names.
#pragma once

#include "bench/gate/metric.h"
#include "bench/statistics/interval.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zramlab {

enum class GateVerdict : std::uint8_t {
  pass,
  improved,      // better by more than the threshold: the baseline is stale
  is_new,        // no baseline yet
  inconclusive,  // this cannot be told from these measurements
  suspected,     // worse than allowed, by the whole interval: a fresh run has to confirm it
  regression,
};

std::string_view to_string(GateVerdict verdict);

// What is judged. Ratios here are "how many times as bad": new / old where lower is better, old / new where higher is.
struct Limits {
  GoodDirection better = GoodDirection::lower;
  double max_regression = 0;
  double floor = 0;
};

struct Judgement {
  GateVerdict verdict = GateVerdict::pass;
  double baseline = 0;               // medians, in the figure's unit
  double measured = 0;
  double times_as_bad = 1;           // 1.3: 30 % worse; below 1: better
  std::optional<Interval> interval;  // of times_as_bad; empty for exact figures, and where there are too few samples
  std::size_t samples = 0;           // on the side that has fewer
  bool is_too_noisy = false;         // inconclusive, and a quieter moment might tell
  std::string note;                  // why, where the verdict alone does not say
};

// A figure that the same program gives again to the digit. Where repetitions differ, inconclusive: then it is none.
Judgement judge_exact(std::span<const double> baseline, std::span<const double> measured, const Limits& limits);

// Rounds in which both sides were measured beside each other: sample i with sample i. `noise` is what noise_between() says of
// the same program measured twice in each round, where it was.
Judgement judge_paired(std::span<const double> baseline, std::span<const double> measured, const Limits& limits,
                       std::optional<double> noise = std::nullopt);

// A/A: half the width of the interval of the ratio of a program to itself; nullopt: too few rounds.
std::optional<double> noise_between(std::span<const double> first, std::span<const double> second);

// Samples taken at different times.
Judgement judge_unpaired(std::span<const double> baseline, std::span<const double> measured, const Limits& limits);

// What a first judgement that suspects a regression and a second one of fresh measurements say together.
Judgement confirm(const Judgement& first, const Judgement& again);

}  // namespace zramlab
