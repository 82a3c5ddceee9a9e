// hybrid: the CPU's own stream if it is free, a shared one if it is not, and sleep only when there is neither.
//
// Models   no kernel: per-cpu-sleepable with a way round a holder that lost its CPU.
// Guards   a home's mark guards its stream and whether there is one: an off-line CPU's home stays marked. A shared stream belongs
//          to whoever took it.
// Order    on writes a stream, then the pool's locks; on reads the slot lock, then a stream. The overflow's lock is a leaf.
// Trades   nobody waits for a preempted or sleeping holder while a stream is idle anywhere; up to --streams shared streams of
//          memory, made only once writers met on a CPU, and two locked instructions where the mutex has as many.
#pragma once

#include "engine/sync/wait_queue.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_list.h"

namespace zramlab {

inline constexpr StrategyCard hybrid_card{
    .name = "hybrid",
    .models = "per-CPU first, shared overflow second (no kernel)",
    .summary = "the CPU's stream without waiting, then a shared one made on demand, then sleep",
    .slot_lock = SlotLockKind::sleeping_bit,
    .stream_for_each_cpu = true,
    .reads_take_stream = true,
    .reads_sleep = true,
};

// 1. Who gives a stream back looks for waiters afterwards, and who waits looks at every home and the overflow after it
//    joined the queue: both in the one order of seq_cst, so that one of the two sees the other.
template <Platform P>
class Hybrid final : public Strategy<P> {
 public:
  using Stream = zramlab::Stream<P>;

  // THROWS std::bad_alloc.
  Hybrid(Streams<P>& streams, const DeviceOptions& options)
      : streams_(streams), overflow_(streams, options.streams_max), homes_(P::cpu_count()) {
    for (CpuIndex cpu = 0; cpu < homes_.size(); ++cpu) {
      if (!P::is_online(cpu) || cpu_online(cpu) == Outcome::ok) continue;
      end_all();
      throw std::bad_alloc();
    }
  }
  ~Hybrid() override { end_all(); }

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    const Loan loan = get();
    page.compress(*loan.stream);
    page.allocate(Allocation::may_sleep);
    page.copy(*loan.stream);
    put(loan);
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    if (!streams_.codec().decompression_has_state()) return page.load();
    return page.load([this](auto use) {
      const Loan loan = get();
      const Outcome outcome = use(*loan.stream);
      put(loan);
      return outcome;
    });
  }

  // BLOCKS until the stream's user is done, wherever it is.
  void cpu_offline(CpuIndex cpu) override {
    Home& home = homes_[cpu];
    if (home.stream.get() == nullptr) return;
    waiters_.sleep_until([&] { return is_mine_now(home); }, WaitQueue<P>::Waiting::non_exclusive);
    streams_.destroy(home.stream.get());
    home.stream.set(nullptr);
  }

  Outcome cpu_online(CpuIndex cpu) override {
    Home& home = homes_[cpu];
    if (home.stream.get() != nullptr) return Outcome::ok;
    Stream* const made = streams_.make();
    if (made == nullptr) return Outcome::no_memory;
    home.stream.set(made);
    release(home);
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = overflow_.count();
    for (const Home& home : homes_) count += home.stream.get() != nullptr ? 1 : 0;
    return count;
  }

  [[nodiscard]] std::uint64_t overflows() const override { return overflows_.load(memory_order_relaxed); }

 private:
  struct alignas(cache_line_bytes) Home {
    typename P::template Atomic<std::uint32_t> is_taken{1};
    typename P::template Plain<Stream*> stream{nullptr};
  };
  struct Loan {
    Stream* stream;
    Home* home;  // nullptr: a shared stream
  };

  Loan get() {
    Home& own = homes_[P::cpu()];
    if (is_mine_now(own)) [[likely]] return {own.stream.get(), &own};
    overflows_.fetch_add(1, memory_order_relaxed);
    Loan loan{overflow_.take(), nullptr};
    if (loan.stream != nullptr) return loan;
    const auto take = [&] { return (loan = any()).stream != nullptr; };
    waiters_.sleep_until(take, WaitQueue<P>::Waiting::exclusive);
    return loan;
  }

  // The last resort before sleeping, and so not cheap: the overflow and every home.
  Loan any() {
    if (Stream* const stream = overflow_.take()) return {stream, nullptr};
    for (Home& home : homes_) {
      if (is_mine_now(home)) return {home.stream.get(), &home};
    }
    return {nullptr, nullptr};
  }

  void put(const Loan& loan) {
    if (loan.home != nullptr) return release(*loan.home);
    overflow_.put(loan.stream);
    waiters_.wake();
  }

  // Acquire pairs with the store in release().
  static bool is_mine_now(Home& home) {
    return home.is_taken.load(memory_order_seq_cst) == 0 && home.is_taken.exchange(1, memory_order_acquire) == 0;
  }

  void release(Home& home) {
    home.is_taken.store(0, memory_order_seq_cst);
    if (waiters_.has_waiters()) [[unlikely]] waiters_.wake();
  }

  void end_all() {
    for (Home& home : homes_) streams_.destroy(home.stream.get());
  }

  Streams<P>& streams_;
  StreamList<P> overflow_;
  WaitQueue<P> waiters_;
  typename P::template Atomic<std::uint64_t> overflows_{0};
  std::vector<Home> homes_;
};

}  // namespace zramlab
