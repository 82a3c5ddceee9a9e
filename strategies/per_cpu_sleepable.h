// per-cpu-sleepable: each CPU has a stream with a mutex; its user may be preempted, may sleep, may even move away.
//
// Models   Linux 6.15 and later.
// Guards   each stream's mutex guards the stream and whether there is one: a CPU that went off-line has none.
// Order    on writes a stream's mutex, then the pool's locks, and the slot lock only after the mutex; on reads the slot
//          lock, then a stream's mutex.
// Trades   one blocking allocation and no second compression; a writer whose CPU's stream is held by a preempted or
//          migrated one waits, while other CPUs' streams may be idle.
#pragma once

#include "engine/sync/mutex.h"
#include "strategies/strategy.h"

#include <array>

namespace zramlab {

inline constexpr StrategyCard per_cpu_sleepable_card{
    .name = "per-cpu-sleepable",
    .models = "Linux 6.15 and later",
    .summary = "a stream with a mutex for each CPU; its holder may sleep and migrate",
    .slot_lock = SlotLockKind::sleeping_bit,
    .stream_for_each_cpu = true,
    .reads_take_stream = true,
    .reads_sleep = true,
};

template <Platform P>
class PerCpuSleepable final : public Strategy<P> {
 public:
  // THROWS std::bad_alloc.
  PerCpuSleepable(Streams<P>& streams, const DeviceOptions&) : streams_(streams), homes_(P::cpu_count()) {
    for (CpuIndex cpu = 0; cpu < homes_.size(); ++cpu) {
      if (!P::is_online(cpu) || cpu_online(cpu) == Outcome::ok) continue;
      end_all();
      throw std::bad_alloc();
    }
  }
  ~PerCpuSleepable() override { end_all(); }

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    Home& home = get();
    page.compress(*home.stream.get());
    if (page.is_huge()) {
      home.lock.unlock();
      page.allocate(Allocation::may_sleep);
      page.copy_raw();
    } else {
      page.allocate(Allocation::may_sleep);
      page.copy(*home.stream.get());
      home.lock.unlock();
    }
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    return page.load([this](auto use) {
      Home& home = get();
      const Outcome outcome = use(*home.stream.get());
      home.lock.unlock();
      return outcome;
    });
  }

  // Waits for the stream's user, who may have moved to another CPU.
  void cpu_offline(CpuIndex cpu) override {
    Locked guard(homes_[cpu].lock);
    streams_.destroy(homes_[cpu].stream.get());
    homes_[cpu].stream.set(nullptr);
  }

  Outcome cpu_online(CpuIndex cpu) override {
    if (homes_[cpu].stream.get() != nullptr) return Outcome::ok;
    Stream<P>* made = streams_.make();
    if (made == nullptr) return Outcome::no_memory;
    Locked guard(homes_[cpu].lock);
    homes_[cpu].stream.set(made);
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = 0;
    for (const Home& home : homes_) count += home.stream.get() != nullptr ? 1 : 0;
    return count;
  }

 private:
  struct alignas(cache_line_bytes) Home {
    Mutex<P> lock;
    typename P::template Plain<Stream<P>*> stream{nullptr};
  };

  // The stream of the CPU the caller is on; the caller may be elsewhere by the time it has the mutex, and keeps the stream.
  Home& get() {
    while (true) {
      Home& home = homes_[P::cpu()];
      home.lock.lock();
      if (home.stream.get() != nullptr) return home;
      // The CPU went off-line between the look and the lock. We run, so we are on another one by now.
      home.lock.unlock();
    }
  }

  void end_all() {
    for (Home& home : homes_) streams_.destroy(home.stream.get());
  }

  Streams<P>& streams_;
  std::vector<Home> homes_;
};

}  // namespace zramlab
