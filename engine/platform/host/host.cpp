#include "engine/platform/host/host.h"

#include "engine/base/check.h"

#include <memory>

namespace zramlab {

namespace {

// The stand-in for "no one else runs on my CPU": one lock for each possible CPU.
// 0 free, 1 held, 2 held and someone sleeps (Drepper, Futexes Are Tricky, mutex 3).
struct alignas(cache_line_bytes) CpuSection {
  std::atomic<std::uint32_t> state{0};
};

// Made before main, so that no operation has to.
const std::unique_ptr<CpuSection[]> sections(new CpuSection[host::possible_cpus()]);

void sleep_until_held(std::atomic<std::uint32_t>& state) {
  // Acquire pairs with the release in enable_preemption.
  while (state.exchange(2, memory_order_acquire) != 0) host::futex_wait(state, 2);
}

}  // namespace

void Host::enter(ThreadIndex thread) {
  ZRAMLAB_CHECK(thread < host_threads_max, "more workers than host_threads_max");
  self.thread = thread;
  cpu_areas[thread].store(host::current_cpu_area(), memory_order_release);
}

void Host::leave() {
  cpu_areas[self.thread].store(nullptr, memory_order_release);
  self.thread = 0;
}

CpuIndex Host::disable_preemption() {
  ZRAMLAB_CHECK(self.section_cpu == host::no_cpu, "preemption is already off");
  const CpuIndex cpu = host::current_cpu();
  std::atomic<std::uint32_t>& state = sections[cpu].state;
  std::uint32_t free = 0;
  if (!state.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed)) sleep_until_held(state);
  self.section_cpu = cpu;
  return cpu;
}

void Host::enable_preemption() {
  ZRAMLAB_CHECK(self.section_cpu != host::no_cpu, "preemption is not off");
  std::atomic<std::uint32_t>& state = sections[self.section_cpu].state;
  self.section_cpu = host::no_cpu;
  if (state.exchange(0, memory_order_release) == 2) host::futex_wake(state, 1);
}

}  // namespace zramlab
