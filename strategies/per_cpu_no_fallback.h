// per-cpu-no-fallback: per-cpu with one non-blocking attempt to allocate, and nothing after it.
//
// Models   Linux 5.19, reverted in 6.0 after failed writes surfaced as ext4 I/O errors (SUSE bug 1202203).
// Guards   as per-cpu.
// Order    as per-cpu.
// Trades   no write stalls and no second compression; under memory pressure writes fail instead.
#pragma once

#include "strategies/strategy.h"
#include "strategies/support/cpu_streams.h"

namespace zramlab {

inline constexpr StrategyCard per_cpu_no_fallback_card{
    .name = "per-cpu-no-fallback",
    .models = "Linux 5.19",
    .summary = "per-cpu without the blocking second attempt: writes fail under memory pressure",
    .slot_lock = SlotLockKind::bit_spinlock,
    .disables_preemption = true,
    .fails_without_memory = true,
    .stream_for_each_cpu = true,
    .reads_take_stream = true,
};

template <Platform P>
class PerCpuNoFallback final : public Strategy<P> {
 public:
  PerCpuNoFallback(Streams<P>& streams, const DeviceOptions&) : streams_(streams) {}

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    {
      PreemptionOff<P> here;
      Stream<P>& stream = streams_.of(here.cpu());
      page.compress(stream);
      page.allocate(Allocation::no_wait);
      page.copy(stream);
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
  CpuStreams<P> streams_;
};

}  // namespace zramlab
