// per-thread: a stream for each thread that will ever write.
//
// Models   no kernel: the upper bound of what sharing streams can reach.
// Guards   nothing; a thread's stream is its own.
// Order    none.
// Trades   no waiting at all; memory for every thread, running or not: look at stream_bytes.
#pragma once

#include "strategies/strategy.h"
#include "strategies/support/stream_array.h"

namespace zramlab {

inline constexpr StrategyCard per_thread_card{
    .name = "per-thread",
    .models = "upper bound (no kernel)",
    .summary = "a stream for each thread: no sharing, and the memory that costs",
    .slot_lock = SlotLockKind::sleeping_bit,
    .reads_take_stream = true,
};

template <Platform P>
class PerThread final : public Strategy<P> {
 public:
  PerThread(Streams<P>& streams, const DeviceOptions& options) : streams_(streams, options.threads) {}

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    Stream<P>& stream = streams_[P::thread()];
    page.compress(stream);
    page.allocate(Allocation::may_sleep);
    page.copy(stream);
    return page.publish();
  }

  Outcome read(ReadSteps<P>& page) override {
    return page.load([this](auto use) { return use(streams_[P::thread()]); });
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  StreamArray<P> streams_;
};

}  // namespace zramlab
