// What it costs to enter the kernel for a page.
#pragma once

#include "bench/kernel/page_io.h"
#include "engine/base/types.h"

#include <memory>
#include <span>
#include <vector>

namespace zramlab {

// Nanoseconds of a write of a same-filled page: all that a write is but compression, allocation and copying. One thread for each of
// `ios`, all at once, on the CPUs `cpus` in turn (empty: wherever the scheduler wants them), each with a slot of its own as long as there
// are that many. The median of many short rounds.
//
// What these slots held is gone afterwards. THROWS InputError (failed) when a write fails.
double measure_entry_cost_ns(std::span<const std::unique_ptr<PageIo>> ios, std::uint64_t slot_count, const std::vector<CpuIndex>& cpus);

}  // namespace zramlab
