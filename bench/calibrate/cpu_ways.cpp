#include "bench/calibrate/cpu_ways.h"

#include "bench/calibrate/kernel_costs.h"
#include "bench/calibrate/line_costs.h"
#include "bench/calibrate/samples.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

// Each field's by itself.
CpuWays medians_of(std::span<const CpuWays> ways) {
  const auto median_over = [&](double CpuWays::*field) {
    std::vector<double> values;
    for (const CpuWays& one : ways) values.push_back(one.*field);
    return median(std::move(values));
  };
  return {median_over(&CpuWays::transfer_ns), median_over(&CpuWays::upgrade_ns), median_over(&CpuWays::spin_read_share),
          median_over(&CpuWays::wake_ns), median_over(&CpuWays::wake_latency_ns)};
}

}  // namespace

std::optional<CpuWays> measure_cpu_ways(const HostCpus& cpus, const WaysEffort& effort) {
  std::vector<CpuWays> found;
  for (const auto& [a, b] : cpus.nearest_pairs(effort.pairs_max)) {
    const double transfer_ns = hand_over_ns(a, b, HandOver::compare_exchange, effort.rounds);
    // A word that each stores when it sees the other's store comes over in a line's way for the store and what is left of one for the look.
    const double by_store_ns = hand_over_ns(a, b, HandOver::store, effort.rounds);
    const WakeTimes wakes = measure_wakes(a, b, 20'000, effort.wakes);
    found.push_back({transfer_ns, upgrade_ns(a, b), by_store_ns / transfer_ns - 1, median(wakes.waker_ns), std::max(1.0, median(wakes.latency_ns))});
  }
  if (found.empty()) return std::nullopt;
  CpuWays ways = medians_of(found);
  ways.spin_read_share = std::clamp(ways.spin_read_share, 0.05, 1.0);
  return ways;
}

bool is_same_way(const CpuWays& ways, const CpuWays& others) {
  constexpr double factor_max = 1.5;
  return ways.transfer_ns <= factor_max * others.transfer_ns && others.transfer_ns <= factor_max * ways.transfer_ns;
}

CpuWays usual_ways(std::span<const CpuWays> ways) {
  const CpuWays middle = medians_of(ways);
  std::vector<CpuWays> agreeing;
  std::ranges::copy_if(ways, std::back_inserter(agreeing), [&](const CpuWays& one) { return is_same_way(one, middle); });
  return medians_of(agreeing);
}

}  // namespace zramlab
