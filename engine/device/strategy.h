// What a device asks of a strategy.
#pragma once

#include "engine/device/read_steps.h"
#include "engine/device/write_steps.h"

namespace zramlab {

// The order of a write's steps, and what guards the streams while they run. One object a device; every call may come from
// any worker at any time, unless it says "at rest".
template <Platform P>
class Strategy {
 public:
  using Stream = zramlab::Stream<P>;

  Strategy() = default;
  virtual ~Strategy() = default;
  Strategy(const Strategy&) = delete;
  Strategy& operator=(const Strategy&) = delete;

  virtual Outcome write(WriteSteps<P>& page) = 0;

  // Reads need no stream unless the strategy says otherwise.
  virtual Outcome read(ReadSteps<P>& page) { return page.load(); }

  // Changes the number of streams while writers run: writing to max_comp_streams.
  virtual Outcome resize(std::uint32_t /*streams*/) { return Outcome::not_supported; }

  // CPU hotplug, for strategies with a stream on each CPU. A CPU that goes off-line has no thread on it any more; one that
  // held its stream elsewhere may still be using it.
  virtual void cpu_offline(CpuIndex /*cpu*/) {}
  virtual Outcome cpu_online(CpuIndex /*cpu*/) { return Outcome::ok; }

  // For a strategy whose write() returns before the page is stored. settle() waits until no write is under way that was accepted
  // before; settle(slot) until none of that slot is; is_settled(slot) says whether one is.
  virtual void settle() {}
  virtual void settle(SlotIndex /*slot*/) {}
  [[nodiscard]] virtual bool is_settled(SlotIndex /*slot*/) { return true; }

  // For a strategy with streams on CPUs: how many times a stream of the caller's CPU was wanted and not there, which is how
  // often preemption or sleep inside hurt.
  [[nodiscard]] virtual std::uint64_t overflows() const { return 0; }

  // Memory that the strategy takes beside its streams.
  [[nodiscard]] virtual std::uint64_t buffer_bytes() const { return 0; }

  // Streams that nobody uses, at rest: all of them, unless one was lost.
  [[nodiscard]] virtual std::uint64_t idle_streams() const = 0;
};

}  // namespace zramlab
