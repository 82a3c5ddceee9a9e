#include "bench/calibrate/line_costs.h"

#include "bench/calibrate/pinned_threads.h"
#include "bench/calibrate/samples.h"
#include "bench/calibrate/stopwatch.h"
#include "engine/platform/host/clock.h"
#include "engine/platform/host/wait.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

namespace zramlab {

namespace {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

constexpr std::size_t batches = 9;

struct alignas(128) Word {  // two lines: CPUs fetch the neighbour too
  std::atomic<std::uint64_t> value{0};
};

// Hands the word over `rounds` times, beginning when it is `mine`.
void play(std::atomic<std::uint64_t>& word, std::uint64_t mine, std::size_t rounds, HandOver how) {
  for (std::size_t round = 0; round < rounds; ++round, mine += 2) {
    if (how == HandOver::compare_exchange) {
      std::uint64_t expected = mine;
      while (!word.compare_exchange_strong(expected, mine + 1, memory_order_relaxed, memory_order_relaxed)) expected = mine;
      continue;
    }
    while (word.load(memory_order_acquire) != mine) {
    }
    if (how == HandOver::fetch_add) {
      word.fetch_add(1, memory_order_release);
    } else {
      word.store(mine + 1, memory_order_release);
    }
  }
}

}  // namespace

double hand_over_ns(CpuIndex a, CpuIndex b, HandOver how, std::size_t rounds) {
  Word word;
  std::vector<double> samples;
  run_pinned({{a,
               [&] {
                 for (std::size_t batch = 0; batch < batches; ++batch) {
                   const Stopwatch watch;
                   play(word.value, 2 * batch * rounds, rounds, how);
                   samples.push_back(watch.elapsed_ns() / static_cast<double>(2 * rounds));
                 }
               }},
              {b, [&] { play(word.value, 1, batches * rounds, how); }}});
  return median(std::move(samples));
}

double local_rmw_ns() {
  constexpr std::size_t count = 100'000;
  Word word;
  return median_of(batches, [&] {
    const Stopwatch watch;
    for (std::size_t i = 0; i < count; ++i) word.value.fetch_add(1, memory_order_relaxed);
    return watch.elapsed_ns() / count;
  });
}

double local_hit_ns() {
  constexpr std::size_t count = 100'000;
  std::array<std::uint32_t, 256> next{};
  for (std::uint32_t i = 0; i < next.size(); ++i) next[i] = (i * 5 + 17) % static_cast<std::uint32_t>(next.size());
  std::uint32_t at = 0;
  const double ns = median_of(batches, [&] {
    const Stopwatch watch;
    for (std::size_t i = 0; i < count; ++i) at = next[at];
    asm volatile("" : : "r"(at));
    return watch.elapsed_ns() / count;
  });
  return ns;
}

double upgrade_ns(CpuIndex a, CpuIndex b) {
  constexpr std::uint64_t rounds = 4000;
  Word word, turn;
  std::vector<double> samples;
  const auto write = [&] {
    for (std::uint64_t round = 0; round < rounds; ++round) {
      while (turn.value.load(memory_order_acquire) != 2 * round) {
      }
      const Stopwatch watch;
      word.value.fetch_add(1, memory_order_relaxed);
      samples.push_back(watch.elapsed_ns());
      turn.value.store(2 * round + 1, memory_order_release);
    }
  };
  const auto read = [&] {
    for (std::uint64_t round = 0; round < rounds; ++round) {
      while (turn.value.load(memory_order_acquire) != 2 * round + 1) {
      }
      const std::uint64_t seen = word.value.load(memory_order_relaxed);
      asm volatile("" : : "r"(seen));
      turn.value.store(2 * round + 2, memory_order_release);
    }
  };
  run_pinned({{a, write}, {b, read}});
  return std::max(0.0, median(std::move(samples)) - local_rmw_ns());
}

double shared_read_ns(const std::vector<CpuIndex>& cpus) {
  constexpr std::uint64_t rounds = 2000;
  constexpr std::uint64_t settle_ns = 2000;
  const std::size_t readers = cpus.size() - 1;
  Word word, seen_by;
  std::vector<std::vector<std::uint64_t>> seen_at(readers, std::vector<std::uint64_t>(rounds));
  std::vector<PinnedTask> tasks{{cpus[0], [&] {
                                   for (std::uint64_t round = 0; round < rounds; ++round) {
                                     while (seen_by.value.load(memory_order_acquire) != readers * round) host::pause();
                                     // All of them look at the line again by then.
                                     for (const Stopwatch watch; watch.elapsed_ns() < static_cast<double>(settle_ns);) host::pause();
                                     word.value.store(round + 1, memory_order_release);
                                   }
                                 }}};
  for (std::size_t reader = 0; reader < readers; ++reader) {
    tasks.push_back({cpus[reader + 1], [&, &own = seen_at[reader]] {
                       for (std::uint64_t round = 0; round < rounds; ++round) {
                         while (word.value.load(memory_order_acquire) != round + 1) {
                         }
                         own[round] = host::now_ordered();
                         seen_by.value.fetch_add(1, memory_order_release);
                       }
                     }});
  }
  run_pinned(tasks);
  std::vector<double> steps;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    std::vector<std::uint64_t> times;
    for (const auto& own : seen_at) times.push_back(own[round]);
    std::ranges::sort(times);
    steps.push_back(static_cast<double>(host::to_ns(times.back() - times[1])) / static_cast<double>(readers - 2));
  }
  return median(std::move(steps));
}

double repeated_wins(CpuIndex a, CpuIndex b) {
  constexpr std::uint64_t count = 1'000'000;
  Word word;
  std::array<std::uint64_t, 2> repeated{};
  std::array<std::uint64_t, 2> done{};
  const auto hammer = [&](std::size_t who) {
    std::uint64_t last = ~std::uint64_t{0} - 1;
    std::uint64_t value = 0;
    // Until the word is full, so that both stop when the first would be alone.
    while ((value = word.value.fetch_add(1, memory_order_relaxed)) < count) {
      repeated[who] += value == last + 1 ? 1 : 0;
      ++done[who];
      last = value;
    }
  };
  run_pinned({{a, [&] { hammer(0); }}, {b, [&] { hammer(1); }}});
  return static_cast<double>(repeated[0] + repeated[1]) / static_cast<double>(done[0] + done[1]);
}

}  // namespace zramlab
