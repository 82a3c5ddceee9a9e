// per-cpu: each CPU has a stream, and whoever uses it cannot be preempted.
//
// Models   Linux 4.7 to 6.14 (but for 5.19). Reads take the stream too, as since 4.8.
// Guards   preemption off guards the CPU's stream: nobody else runs there.
// Order    preemption off, then the pool's locks; never held with the slot lock on writes. A read holds the slot lock first.
// Trades   no lock, no wait, no shared line; a stream for each CPU, and no allocation may sleep while one is held: where it
//          would have to, the stream is dropped and the page compressed twice (a write stall).
#pragma once

#include "strategies/strategy.h"
#include "strategies/support/cpu_streams.h"

namespace zramlab {

inline constexpr StrategyCard per_cpu_card{
    .name = "per-cpu",
    .models = "Linux 4.7 to 6.14",
    .summary = "a stream for each CPU, preemption off, second compression after a write stall",
    .slot_lock = SlotLockKind::bit_spinlock,
    .disables_preemption = true,
    .stream_for_each_cpu = true,
    .reads_take_stream = true,
};

template <Platform P>
class PerCpu final : public Strategy<P> {
 public:
  PerCpu(Streams<P>& streams, const DeviceOptions&) : streams_(streams) {}

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    if (!compress_and_copy(page)) {
      page.count_write_stall();
      page.allocate(Allocation::may_sleep);
      // The stream was dropped, so its buffer is lost: compress again, into whichever CPU's stream this is now.
      if (page.has_object()) compress_and_copy(page);
    }
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    return page.load([this](auto use) {
      PreemptionOff<P> here;
      return use(streams_.of(here.cpu()));
    });
  }

  void cpu_offline(CpuIndex cpu) override { streams_.take_offline(cpu); }
  Outcome cpu_online(CpuIndex cpu) override { return streams_.bring_online(cpu); }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.count(); }

 private:
  // False: there was no memory without waiting for it. True also after a failure that waiting cannot mend.
  bool compress_and_copy(WriteSteps<P>& page) {
    PreemptionOff<P> here;
    Stream<P>& stream = streams_.of(here.cpu());
    page.compress(stream);
    page.allocate(Allocation::no_wait);
    page.copy(stream);
    return page.has_object() || page.has_failed();
  }

  CpuStreams<P> streams_;
};

}  // namespace zramlab
