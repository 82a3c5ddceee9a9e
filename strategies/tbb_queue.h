// tbb-queue: streams wait in a bounded concurrent queue.
//
// Models   no kernel: what an application programmer would write with oneTBB's concurrent_bounded_queue.
// Guards   the queue hands each stream to one writer; first in, first out.
// Order    the queue is a leaf.
// Trades   few lines and no herd; the stream that comes next is the one unused for longest, so its buffer is cold.
#pragma once

#include "strategies/strategy.h"

namespace zramlab {

inline constexpr StrategyCard tbb_queue_card{
    .name = "tbb-queue",
    .models = "oneTBB concurrent_bounded_queue (no kernel)",
    .summary = "--streams streams in a concurrent bounded queue, first in first out",
    .slot_lock = SlotLockKind::sleeping_bit,
};

template <Platform P>
  requires HasBoundedQueue<P>
class TbbQueue final : public Strategy<P> {
 public:
  TbbQueue(Streams<P>& streams, const DeviceOptions& options)
      : streams_(streams), count_(options.streams_max), queue_(options.streams_max) {
    for (std::uint32_t i = 0; i < count_; ++i) {
      Stream<P>* stream = streams_.make();
      if (stream == nullptr) {
        end(i);
        throw std::bad_alloc();
      }
      queue_.push(stream);
    }
  }
  ~TbbQueue() override { end(count_); }

  Outcome write(WriteSteps<P>& page) override {
    if (page.same_filled()) return page.publish();
    Stream<P>* stream = queue_.pop();
    page.compress(*stream);
    page.allocate(Allocation::may_sleep);
    page.copy(*stream);
    queue_.push(stream);
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return count_; }

 private:
  void end(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) streams_.destroy(queue_.pop());
  }

  Streams<P>& streams_;
  std::uint32_t count_;
  typename P::template BoundedQueue<Stream<P>*> queue_;
};

}  // namespace zramlab
