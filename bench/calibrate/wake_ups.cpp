#include "bench/calibrate/wake_ups.h"

#include "bench/calibrate/kernel_costs.h"
#include "bench/calibrate/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace zramlab {

namespace {

using Core = CpuClass;

void borrow_wake_ups(ProfileDraft& draft) {
  draft.borrow_core("wake_ns", &Core::wake_ns);
  draft.borrow_core("wake_latency_ns", &Core::wake_latency_ns);
  draft.borrow_core("deep_idle_extra_ns", &Core::deep_idle_extra_ns);
  draft.borrow_core("deep_idle_after_ns", &Core::deep_idle_after_ns);
  draft.borrow_core("deep_idle_share", &Core::deep_idle_share);
  draft.borrow_core("ipi_ns", &Core::ipi_ns);
}

// Deep is what takes longer by more than the shallow latency itself, and less than it takes when another program has the CPU.
void set_deep_idle(double shallow_ns, const WakeTimes& middle, const WakeTimes& deep, ProfileDraft& draft) {
  const double border_ns = 2 * std::max(shallow_ns, 1000.0);
  constexpr double another_program_ns = 700'000;  // the shortest slice; no idle state takes that long to leave
  const auto slow_ones = [&](const WakeTimes& times) {
    std::vector<double> slow;
    const auto is_slow = [&](double ns) { return ns > border_ns && ns < another_program_ns; };
    std::ranges::copy_if(times.latency_ns, std::back_inserter(slow), is_slow);
    return slow;
  };
  const auto share_of = [](const std::vector<double>& slow, const WakeTimes& times) {
    return static_cast<double>(slow.size()) / static_cast<double>(times.latency_ns.size());
  };
  const std::vector<double> slow = slow_ones(deep);
  const double share = share_of(slow, deep);
  const bool already_at_middle = share_of(slow_ones(middle), middle) > share / 2;
  const std::string source = draft.measured("wake-ups after 2 ms that took more than twice the shallow latency");
  draft.set_core("deep_idle_share", &Core::deep_idle_share, share, source);
  draft.set_core("deep_idle_extra_ns", &Core::deep_idle_extra_ns, slow.empty() ? 0 : median(slow) - shallow_ns, source);
  draft.set_core("deep_idle_after_ns", &Core::deep_idle_after_ns, already_at_middle ? 60'000 : 600'000,
                 draft.measured("between the idle times at which slow wake-ups were rare and were not: 20 us, 200 us, 2 ms"));
}

}  // namespace

void measure_wake_ups(const HostCpus& cpus, std::size_t scale, ProfileDraft& draft, std::vector<std::string>& notes) {
  const auto pair = cpus.nearest_pair();
  if (!pair) return borrow_wake_ups(draft);
  const auto [a, b] = *pair;
  const WakeTimes shallow = measure_wakes(a, b, 20'000, 250 * scale);
  const WakeTimes middle = measure_wakes(a, b, 200'000, 100 * scale);
  const WakeTimes deep = measure_wakes(a, b, 2'000'000, 50 * scale);
  draft.set_core("wake_ns", &Core::wake_ns, median(shallow.waker_ns), draft.measured("futex wake of a thread idle for 20 us, median"));
  draft.set_core("wake_latency_ns", &Core::wake_latency_ns, std::max(1.0, median(shallow.latency_ns)),
                 draft.measured("from the end of the waker's call to the woken thread, idle for 20 us, median"));
  set_deep_idle(median(shallow.latency_ns), middle, deep, draft);
  for (const auto& [idle, times] : {std::pair{"20 us", &shallow}, {"200 us", &middle}, {"2 ms", &deep}}) {
    notes.push_back(fmt::format("wake-up after {}: latency p50 {:.0f} ns, p90 {:.0f}, p99 {:.0f}; waker's call p50 {:.0f} ns", idle,
                                median(times->latency_ns), quantile(times->latency_ns, 0.9), quantile(times->latency_ns, 0.99),
                                median(times->waker_ns)));
  }
  const double ipi_ns = interrupt_ns(a, b);
  if (ipi_ns <= 0) return draft.borrow_core("ipi_ns", &Core::ipi_ns);
  draft.set_core("ipi_ns", &Core::ipi_ns, ipi_ns, draft.measured("expedited membarrier to a running CPU and back, median of 3000"));
}

}  // namespace zramlab
