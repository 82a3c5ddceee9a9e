// rseq-per-cpu: each CPU has a place for one idle stream; a writer takes what is there and puts it back where it ends up.
//
// Models   no kernel: what user space does for per-CPU data, with restartable sequences (P::CpuSlots).
// Guards   a stream belongs to whoever took it; the places are atomic against preemption and migration, not by a lock.
// Order    on writes a stream, then the pool's locks; the overflow's lock is a leaf. On reads the slot lock, then a stream.
// Trades   two instructions of cost and no shared line while nobody is preempted inside; a preempted holder keeps its
//          CPU's stream, and the next writer there pays for the overflow: a lock, up to --streams further streams, then sleep.
#pragma once

#include "engine/sync/wait_queue.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_list.h"

namespace zramlab {

inline constexpr StrategyCard rseq_per_cpu_card{
    .name = "rseq-per-cpu",
    .models = "restartable sequences (no kernel)",
    .summary = "a place for a stream on each CPU, taken and filled without a lock; overflow list, then sleep",
    .slot_lock = SlotLockKind::sleeping_bit,
    .stream_for_each_cpu = true,
    .reads_take_stream = true,
    .reads_sleep = true,
};

// 1. There are at least as many streams as open places. So a writer that finds its own place and the overflow empty knows that
//    somebody uses a stream, and will look for waiters after giving it back.
// 2. Who puts a stream into a place looks for waiters afterwards; who waits publishes that before it looks into its
//    place. One of the two sees the other.
template <Platform P>
  requires HasCpuSlots<P>
class RseqPerCpu final : public Strategy<P> {
 public:
  using Stream = zramlab::Stream<P>;

  // THROWS std::bad_alloc.
  RseqPerCpu(Streams<P>& streams, const DeviceOptions& options)
      : streams_(streams), overflow_(streams, options.streams_max), is_open_(P::cpu_count()) {
    for (CpuIndex cpu = 0; cpu < is_open_.size(); ++cpu) {
      if (!P::is_online(cpu) || cpu_online(cpu) == Outcome::ok) continue;
      close_all();
      throw std::bad_alloc();
    }
  }
  ~RseqPerCpu() override { close_all(); }

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    Stream& stream = get();
    page.compress(stream);
    page.allocate(Allocation::may_sleep);
    page.copy(stream);
    put(stream);
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    if (!streams_.codec().decompression_has_state()) return page.load();
    return page.load([this](auto use) {
      Stream& stream = get();
      const Outcome outcome = use(stream);
      put(stream);
      return outcome;
    });
  }

  // What is taken just now ends when it overflows.
  void cpu_offline(CpuIndex cpu) override {
    if (!is_open_[cpu]) return;
    is_open_[cpu] = false;
    Stream* const stream = slots_.close(cpu);
    if (stream == nullptr) return overflow_.retire_one();
    streams_.destroy(stream);
  }

  Outcome cpu_online(CpuIndex cpu) override {
    if (is_open_[cpu]) return Outcome::ok;
    Stream* const made = streams_.make();
    if (made == nullptr) return Outcome::no_memory;
    is_open_[cpu] = true;
    slots_.open(cpu, made);
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = overflow_.count();
    for (CpuIndex cpu = 0; cpu < is_open_.size(); ++cpu) count += slots_.holds(cpu) ? 1 : 0;
    return count;
  }

  [[nodiscard]] std::uint64_t overflows() const override { return overflows_.load(memory_order_relaxed); }

 private:
  Stream& get() {
    Stream* stream = slots_.take();
    if (stream != nullptr) [[likely]] return *stream;
    overflows_.fetch_add(1, memory_order_relaxed);
    stream = overflow_.take();
    if (stream != nullptr) return *stream;
    const auto take = [&] {
      slots_.publish();
      stream = slots_.take();
      if (stream == nullptr) stream = overflow_.take();
      return stream != nullptr;
    };
    waiters_.sleep_until(take, WaitQueue<P>::Waiting::exclusive);
    return *stream;
  }

  void put(Stream& stream) {
    Stream* spare = &stream;
    if (slots_.put(&stream)) {
      if (!waiters_.has_waiters()) [[likely]] return;
      spare = slots_.take();  // whatever is in this place now: a sleeper looks into its own, which may be another
    }
    if (spare != nullptr) overflow_.put(spare);
    waiters_.wake();
  }

  void close_all() {
    for (CpuIndex cpu = 0; cpu < is_open_.size(); ++cpu) streams_.destroy(slots_.close(cpu));
  }

  Streams<P>& streams_;
  typename P::template CpuSlots<Stream> slots_;
  StreamList<P> overflow_;
  WaitQueue<P> waiters_;
  typename P::template Atomic<std::uint64_t> overflows_{0};
  std::vector<bool> is_open_;  // changed by hotplug, one CPU at a time
};

}  // namespace zramlab
