// idle-list-spinwait: one stream behind a spinlock and a wait queue instead of a mutex.
//
// Models   the uniform version of the 2014 series that was rejected: 57 to 69 % slower than the mutex for one stream.
// Guards   as idle-list, with streams_max_ = 1.
// Order    as idle-list.
// Trades   one mechanism for any number of streams; every waiter sleeps, where a mutex would have spun on the running
//          owner, so that a page costs a context switch.
#pragma once

#include "strategies/idle_list.h"

namespace zramlab {

inline constexpr StrategyCard idle_list_spinwait_card{
    .name = "idle-list-spinwait",
    .models = "rejected version of the 2014 series, one stream",
    .summary = "the idle list with a single stream: waiters sleep instead of spinning",
    .slot_lock = SlotLockKind::table_rwlock,
    .resizable = true,
};

template <Platform P>
std::unique_ptr<Strategy<P>> make_idle_list_spinwait(Streams<P>& streams, const DeviceOptions& options) {
  DeviceOptions one_stream = options;
  one_stream.streams_max = 1;
  return std::make_unique<IdleList<P>>(streams, one_stream);
}

}  // namespace zramlab
