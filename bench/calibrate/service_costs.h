// What compressing costs on this host: against the frozen tables, from try to try, and while other CPUs compress too.
#pragma once

#include "bench/calibrate/page_times.h"
#include "bench/cost_tables.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace zramlab {

// This host's time over the tables', by the geometric mean over the codecs. REQUIRES times of the tables' pages, in their order.
double service_multiplier(std::span<const CodecTimes> times, std::span<const CostTable> tables);

// The same of tables made here.
double service_multiplier(std::span<const CostTable> own, std::span<const CostTable> tables);

// How a page's tries lie around its median: multipliers at equal shares from 0 to 1, over all pages and codecs, so that straight
// lines between them have the mean of what was measured. The longest part in a thousand is left out: it is the tick's or another
// program's.
std::vector<double> service_quantiles(std::span<const CodecTimes> times);

// [n-1]: how much slower each of n CPUs compresses than one alone, by the geometric mean over the codecs. `times` are those of
// the same codecs on one CPU. Sizes between those measured are interpolated.
std::vector<double> busy_slowdown(const PageStore& contents, std::span<const Codec* const> codecs,
                                  std::span<const CodecTimes> times, const std::vector<CpuIndex>& cpus, std::size_t rounds,
                                  const TellProgress& tell);

// How many lines travel at once when two CPUs use one stream in turns: what a page takes longer then, compared with a stream for each of
// them, over what the stream's lines would take one by one at `one_way_ns`, both added up over the codecs: a small stream's difference is
// mostly noise. Nothing where it takes no longer: the CPUs share a core, or were disturbed.
std::optional<double> stream_parallelism(const PageStore& contents, std::span<const Codec* const> codecs,
                                         std::pair<CpuIndex, CpuIndex> cpus, double one_way_ns);

}  // namespace zramlab
