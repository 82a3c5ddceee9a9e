// The strategies there are. One header in this folder and one line here add one: tests, `bench list`, runs and plots follow.
#pragma once

#include "strategies/all.h"  // written by CMake: every header of this folder
#include "strategies/strategy.h"

#include <array>

namespace zramlab {

template <Platform P>
inline constexpr auto strategies = std::to_array<StrategyEntry<P>>({
    {global_mutex_card, make_strategy<GlobalMutex<P>, P>},
    {single_stream_card, make_strategy<SingleStream<P>, P>},
    {idle_list_card, make_strategy<IdleList<P>, P>},
    {idle_list_exclusive_card, make_strategy<IdleListExclusive<P>, P>},
    {idle_list_spinwait_card, make_idle_list_spinwait<P>},
    {per_cpu_card, make_strategy<PerCpu<P>, P>},
    {per_cpu_no_fallback_card, make_strategy<PerCpuNoFallback<P>, P>},
    {per_cpu_sleepable_card, make_strategy<PerCpuSleepable<P>, P>},
    {tbb_queue_card, make_strategy<TbbQueue<P>, P>},
    {sharded_idle_list_card, make_strategy<ShardedIdleList<P>, P>},
    {lock_free_pool_card, make_strategy<LockFreePool<P>, P>},
    {rseq_per_cpu_card, make_strategy<RseqPerCpu<P>, P>},
    {hybrid_card, make_strategy<Hybrid<P>, P>},
    {async_workers_card, make_strategy<AsyncWorkers<P>, P>},
    {per_thread_card, make_strategy<PerThread<P>, P>},
    {empty_card, make_strategy<Empty<P>, P>},
});

}  // namespace zramlab
