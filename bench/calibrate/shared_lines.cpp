#include "bench/calibrate/shared_lines.h"

#include "bench/calibrate/cpu_ways.h"
#include "bench/calibrate/line_costs.h"
#include "bench/calibrate/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace zramlab {

namespace {

using Machine = MachineProfile;

void measure_readers(const HostCpus& cpus, ProfileDraft& draft) {
  constexpr std::size_t fewest = 4;
  constexpr std::size_t most = 9;
  const std::size_t cores = cpus.core_count();
  if (cores < fewest) return draft.borrow("shared_read_ns", &Machine::shared_read_ns);
  const std::vector<CpuIndex> some = cpus.first(std::min(cores, most));
  draft.set("shared_read_ns", &Machine::shared_read_ns, shared_read_ns(some),
            draft.measured(fmt::format("from the second to the last of {} CPUs that wait for a store to see it, for each, median of 2000", some.size() - 1)));
}

}  // namespace

void measure_shared_lines(const HostCpus& cpus, ProfileDraft& draft) {
  const std::optional<CpuWays> ways = measure_cpu_ways(cpus, {.pairs_max = 9, .rounds = 2000, .wakes = 1});
  if (ways) {
    draft.set("upgrade_ns", &Machine::upgrade_ns, ways->upgrade_ns,
              draft.measured("fetch_add on a line that another CPU has read since, less one that nobody has; median over the pairs"));
    draft.set("spin_read_share", &Machine::spin_read_share, ways->spin_read_share,
              draft.measured("a word handed over by store and load, over one by compare_exchange, less 1, at least 0.05; median over the pairs"));
  } else {
    draft.borrow("upgrade_ns", &Machine::upgrade_ns);
    draft.borrow("spin_read_share", &Machine::spin_read_share);
  }
  measure_readers(cpus, draft);
}

}  // namespace zramlab
