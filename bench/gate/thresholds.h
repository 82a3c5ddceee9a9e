// The thresholds file: what is held to what. docs/gating.md describes it.
#pragma once

#include "bench/gate/metric.h"
#include "bench/gate/ordering.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// How much worse a figure may be than its baseline.
struct Threshold {
  // A share of time (or of what takes the time): 0.25 allows 1.25 times as long, and 1/1.25 of the throughput. Where nobody says:
  // 0 for exact figures; a measured one has no default.
  std::optional<double> max_regression;
  double floor = 0;              // a change up to this, in the figure's unit, is none
  std::optional<GoodDirection> better;  // empty: better_by_default()
  std::optional<bool> exact;     // empty: is_exact_by_default()
};

struct MetricThreshold {
  std::string glob;    // of names
  std::string metric;  // a dotted path
  Threshold threshold;
};

struct Thresholds {
  std::string file;
  std::vector<MetricThreshold> metrics;  // of several that match a name and name the same metric the last one counts
  std::vector<Ordering> orderings;
  std::vector<std::string> runs;  // options of bench, for a gate that makes its own results
  unsigned rounds = 0;            // of two programs against each other; 0: the command line's

  // The one that counts for this metric of this name; nullptr: none.
  [[nodiscard]] const MetricThreshold* find(std::string_view name, std::string_view metric) const;
};

// THROWS InputError (bad_input) that names the file and the place in it.
Thresholds read_thresholds(const std::filesystem::path& file);

}  // namespace zramlab
