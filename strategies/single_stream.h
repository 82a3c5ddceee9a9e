// single-stream: one stream behind a mutex, given back before the table is touched.
//
// Models   Linux 3.15 to 4.6 with max_comp_streams = 1, the default of those kernels.
// Guards   stream_lock_ guards the one stream.
// Order    stream_lock_, then the pool's; never held with the slot lock.
// Trades   as global-mutex, with a shorter section: the mutex spins on a running owner, which a wait queue cannot.
#pragma once

#include "engine/sync/mutex.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_array.h"

namespace zramlab {

inline constexpr StrategyCard single_stream_card{
    .name = "single-stream",
    .models = "Linux 3.15 to 4.6, one stream",
    .summary = "a mutex around one stream, released before the table update",
    .slot_lock = SlotLockKind::table_rwlock,
};

template <Platform P>
class SingleStream final : public Strategy<P> {
 public:
  SingleStream(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 1) {}

  Outcome write(WriteSteps<P>& page) override {
    compress_and_copy(page);
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  void compress_and_copy(WriteSteps<P>& page) {
    Locked guard(stream_lock_);
    if (page.same_filled()) return;
    page.compress(streams_[0]);
    page.allocate(Allocation::may_sleep);
    page.copy(streams_[0]);
  }

  Mutex<P> stream_lock_;
  StreamArray<P> streams_;
};

}  // namespace zramlab
