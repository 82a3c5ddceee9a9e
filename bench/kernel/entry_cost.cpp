#include "bench/kernel/entry_cost.h"

#include "engine/base/input_error.h"
#include "engine/platform/host/clock.h"
#include "engine/platform/host/cpu.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <thread>

namespace zramlab {

namespace {

// Some 20 ms in all. A round is short enough that most are not interrupted, and long enough that the clock does not count.
constexpr int rounds = 31;
constexpr int writes_in_a_round = 500;

// Each round's mean.
struct Rounds {
  std::array<double, rounds> mean_ns{};
  Outcome outcome = Outcome::ok;
};

void write_rounds(PageIo& io, SlotIndex slot, Rounds& measured) {
  alignas(page_bytes) std::array<std::byte, page_bytes> page{};
  for (double& mean_ns : measured.mean_ns) {
    const std::uint64_t start = host::clock_ns();
    for (int i = 0; i < writes_in_a_round; ++i) {
      measured.outcome = io.write(slot, page);
      if (measured.outcome != Outcome::ok) return;
    }
    mean_ns = static_cast<double>(host::clock_ns() - start) / writes_in_a_round;
  }
}

}  // namespace

double measure_entry_cost_ns(std::span<const std::unique_ptr<PageIo>> ios, std::uint64_t slot_count, const std::vector<CpuIndex>& cpus) {
  std::vector<Rounds> measured(ios.size());
  std::barrier start(static_cast<std::ptrdiff_t>(ios.size()));
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < ios.size(); ++thread) {
    threads.emplace_back([&, thread] {
      if (!cpus.empty()) host::pin_to(cpus[thread % cpus.size()]);
      start.arrive_and_wait();
      write_rounds(*ios[thread], static_cast<SlotIndex>(thread % slot_count), measured[thread]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<double> means;
  for (const Rounds& one : measured) {
    if (one.outcome != Outcome::ok) throw InputError(ExitCode::failed, "zram: a write of a same-filled page, which takes no memory, failed");
    means.insert(means.end(), one.mean_ns.begin(), one.mean_ns.end());
  }
  const auto middle = means.begin() + static_cast<std::ptrdiff_t>(means.size() / 2);
  std::nth_element(means.begin(), middle, means.end());
  return *middle;
}

}  // namespace zramlab
