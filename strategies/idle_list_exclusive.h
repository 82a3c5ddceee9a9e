// idle-list-exclusive: the idle list, but a release wakes one sleeper.
//
// Models   no kernel: what 3.15's idle list would have been with exclusive waiters.
// Guards   as idle-list.
// Order    as idle-list.
// Trades   no herd; but the one that was woken may find the stream taken by a newcomer, and has slept for nothing.
#pragma once

#include "strategies/idle_list.h"

namespace zramlab {

inline constexpr StrategyCard idle_list_exclusive_card{
    .name = "idle-list-exclusive",
    .models = "idle-list with exclusive waiters (no kernel)",
    .summary = "the idle list, waking one waiter a release",
    .slot_lock = SlotLockKind::table_rwlock,
    .resizable = true,
};

template <Platform P>
using IdleListExclusive = IdleList<P, WaitQueue<P>::Waiting::exclusive>;

}  // namespace zramlab
