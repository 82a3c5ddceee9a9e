// global-mutex: one writer at a time, from the first look at the page to the last counter.
//
// Models   Linux 3.14: buffer_lock, beside tb_lock for the table.
// Guards   buffer_lock_ guards the one stream and orders whole writes; readers run beside it.
// Order    buffer_lock_, then the slot lock, then the pool's.
// Trades   the least memory and no hand-over cost; one CPU compresses while all others wait, also for a page of zeros.
#pragma once

#include "engine/sync/mutex.h"
#include "strategies/strategy.h"
#include "strategies/support/stream_array.h"

namespace zramlab {

inline constexpr StrategyCard global_mutex_card{
    .name = "global-mutex",
    .models = "Linux 3.14",
    .summary = "one mutex through a whole write, table update included",
    .slot_lock = SlotLockKind::table_rwlock,
};

template <Platform P>
class GlobalMutex final : public Strategy<P> {
 public:
  GlobalMutex(Streams<P>& streams, const DeviceOptions&) : streams_(streams, 1) {}

  Outcome write(WriteSteps<P>& page) override {
    Locked guard(buffer_lock_);
    if (page.same_filled()) return page.publish();
    page.compress(streams_[0]);
    page.allocate(Allocation::may_sleep);
    page.copy(streams_[0]);
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  Mutex<P> buffer_lock_;
  StreamArray<P> streams_;
};

}  // namespace zramlab
