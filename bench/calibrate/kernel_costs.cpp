#include "bench/calibrate/kernel_costs.h"

#include "bench/calibrate/pinned_threads.h"
#include "bench/calibrate/samples.h"
#include "bench/calibrate/stopwatch.h"
#include "engine/platform/host/clock.h"
#include "engine/platform/host/wait.h"

#include <linux/membarrier.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cmath>

namespace zramlab {

namespace {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

struct alignas(128) FutexWord {
  std::atomic<std::uint32_t> value{0};
};

double ns_between(std::uint64_t begin, std::uint64_t end) {
  return end >= begin ? static_cast<double>(host::to_ns(end - begin)) : -static_cast<double>(host::to_ns(begin - end));
}

void spin_ns(std::uint64_t ns) {
  const std::uint64_t begin = host::now();
  while (host::to_ns(host::now() - begin) < ns) host::pause();
}

// How often the calling thread was taken off its CPU or gave it away.
std::uint64_t switches_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::uint64_t>(usage.ru_nvcsw + usage.ru_nivcsw);
}

// Where a thread that only looks at the clock lost time: what it lost, and when.
struct Gap {
  std::uint64_t at_ns = 0;
  double lost_ns = 0;
};

std::vector<Gap> gaps_within(std::uint64_t duration_ns, double shortest_ns) {
  std::vector<Gap> gaps;
  gaps.reserve(4096);  // more would be no gaps
  const std::uint64_t begin = host::now();
  for (std::uint64_t before = begin; host::to_ns(before - begin) < duration_ns;) {
    const std::uint64_t now = host::now();
    const auto lost = static_cast<double>(host::to_ns(now - before));
    if (lost > shortest_ns && gaps.size() < gaps.capacity()) gaps.push_back({host::to_ns(now - begin), lost});
    before = now;
  }
  return gaps;
}

// What was lost at the one moment of the period at which most is lost; once a period at most.
std::vector<double> regular_losses(const std::vector<Gap>& gaps, double period_ns) {
  constexpr double width_ns = 40'000;  // by which an interrupt may be late
  std::vector<double> most;
  for (const Gap& anchor : gaps) {
    std::vector<double> lost;
    double last_period = -1;
    for (const Gap& gap : gaps) {
      const double periods = (static_cast<double>(gap.at_ns) - static_cast<double>(anchor.at_ns)) / period_ns;
      const double nearest = std::round(periods);
      if (std::abs(periods - nearest) * period_ns > width_ns || (!lost.empty() && nearest == last_period)) continue;
      lost.push_back(gap.lost_ns);
      last_period = nearest;
    }
    if (lost.size() > most.size()) most = std::move(lost);
  }
  return most;
}

}  // namespace

WakeTimes measure_wakes(CpuIndex waker, CpuIndex sleeper, std::uint64_t idle_ns, std::size_t count) {
  FutexWord word, asleep;
  std::vector<std::uint64_t> called(count), returned(count), ran(count);
  const auto wake = [&] {
    for (std::uint32_t i = 0; i < count; ++i) {
      while (asleep.value.load(memory_order_acquire) != i + 1) host::pause();
      spin_ns(idle_ns);
      called[i] = host::now_ordered();
      word.value.store(i + 1, memory_order_release);
      host::futex_wake(word.value, 1);
      returned[i] = host::now_ordered();
    }
  };
  const auto sleep = [&] {
    for (std::uint32_t i = 0; i < count; ++i) {
      asleep.value.store(i + 1, memory_order_release);
      while (word.value.load(memory_order_acquire) == i) host::futex_wait(word.value, i);
      ran[i] = host::now_ordered();
    }
  };
  run_pinned({{waker, wake}, {sleeper, sleep}});
  WakeTimes times;
  for (std::size_t i = 0; i < count; ++i) {
    times.waker_ns.push_back(ns_between(called[i], returned[i]));
    times.latency_ns.push_back(ns_between(returned[i], ran[i]));
  }
  return times;
}

double yield_switch_ns(CpuIndex cpu) {
  constexpr std::size_t yields = 20'000;
  double ns_per_switch = 0;
  std::atomic<bool> over{false};
  const auto measure = [&] {
    const std::uint64_t before = switches_of_this_thread();
    const Stopwatch watch;
    for (std::size_t i = 0; i < yields; ++i) host::yield();
    const double elapsed_ns = watch.elapsed_ns();
    // Each time this thread is switched off, the other one is later, too.
    const auto switches = static_cast<double>(2 * (switches_of_this_thread() - before));
    ns_per_switch = switches == 0 ? 0 : elapsed_ns / switches;
    over.store(true, memory_order_relaxed);
  };
  const auto give_way = [&] {
    while (!over.load(memory_order_relaxed)) host::yield();
  };
  run_pinned({{cpu, measure}, {cpu, give_way}});
  return ns_per_switch;
}

double futex_switch_ns(CpuIndex cpu) {
  constexpr std::uint32_t rounds = 10'000;
  FutexWord word;
  double ns = 0;
  const auto play = [&](std::uint32_t mine) {
    const Stopwatch watch;
    for (std::uint32_t round = 0; round < rounds; ++round, mine += 2) {
      while (word.value.load(memory_order_acquire) != mine) host::futex_wait(word.value, mine - 1);
      word.value.store(mine + 1, memory_order_release);
      host::futex_wake(word.value, 1);
    }
    return watch.elapsed_ns() / (2.0 * rounds);
  };
  run_pinned({{cpu, [&] { ns = play(0); }}, {cpu, [&] { play(1); }}});
  return ns;
}

double interrupt_ns(CpuIndex cpu, CpuIndex other) {
  constexpr std::size_t count = 3000;
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) != 0) return 0;
  std::atomic<bool> over{false};
  std::vector<double> samples;
  const auto interrupt = [&] {
    for (std::size_t i = 0; i < count; ++i) {
      const Stopwatch watch;
      syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
      samples.push_back(watch.elapsed_ns());
    }
    over.store(true, memory_order_relaxed);
  };
  const auto be_interrupted = [&] {
    while (!over.load(memory_order_relaxed)) host::pause();
  };
  run_pinned({{cpu, interrupt}, {other, be_interrupted}});
  return median(std::move(samples));
}

TickTimes measure_ticks() {
  constexpr std::uint64_t duration_ns = 400'000'000;
  constexpr double shortest_ns = 300;  // longer than any cache miss
  const std::vector<Gap> gaps = gaps_within(duration_ns, shortest_ns);
  // The shortest period that a kernel can be built with and at which something nearly always happens.
  for (const double period_ns : {1e9 / 1000, 1e9 / 300, 1e9 / 250, 1e9 / 100}) {
    constexpr double share_min = 0.8;
    const std::vector<double> lost = regular_losses(gaps, period_ns);
    if (static_cast<double>(lost.size()) >= share_min * duration_ns / period_ns) return {period_ns, median(lost)};
  }
  return {};
}

double turn_ns(CpuIndex cpu) {
  constexpr std::uint64_t duration_ns = 300'000'000;
  constexpr double shortest_ns = 200'000;  // longer than any interrupt, shorter than any turn
  std::vector<double> turns;
  const auto look = [&] {
    for (const Gap& gap : gaps_within(duration_ns, shortest_ns)) turns.push_back(gap.lost_ns);
  };
  const auto work = [&] { spin_ns(duration_ns); };
  run_pinned({{cpu, look}, {cpu, work}});
  return median(std::move(turns));
}

}  // namespace zramlab
