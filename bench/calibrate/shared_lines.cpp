#include "bench/calibrate/shared_lines.h"

#include "bench/calibrate/line_costs.h"
#include "bench/calibrate/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace zramlab {

namespace {

using Machine = MachineProfile;

constexpr std::size_t pairs_max = 9;
constexpr std::size_t rounds = 2000;  // of handing a word over

void measure_upgrade(const HostCpus& cpus, ProfileDraft& draft) {
  std::vector<double> upgrades;
  for (const auto& [a, b] : cpus.nearest_pairs(pairs_max)) upgrades.push_back(upgrade_ns(a, b));
  if (upgrades.empty()) return draft.borrow("upgrade_ns", &Machine::upgrade_ns);
  draft.set("upgrade_ns", &Machine::upgrade_ns, median(std::move(upgrades)),
            draft.measured("fetch_add on a line that another CPU has read since, less one that nobody has; median over the pairs"));
}

// A word that each stores when it sees the other's store comes over in a line's way for the store and what is left of one for the look.
void measure_spinning_reader(const HostCpus& cpus, ProfileDraft& draft) {
  std::vector<double> shares;
  for (const auto& [a, b] : cpus.nearest_pairs(pairs_max)) {
    const double way_ns = hand_over_ns(a, b, HandOver::compare_exchange, rounds);
    shares.push_back(hand_over_ns(a, b, HandOver::store, rounds) / way_ns - 1);
  }
  if (shares.empty()) return draft.borrow("spin_read_share", &Machine::spin_read_share);
  draft.set("spin_read_share", &Machine::spin_read_share, std::clamp(median(std::move(shares)), 0.05, 1.0),
            draft.measured("a word handed over by store and load, over one by compare_exchange, less 1, at least 0.05; median over the pairs"));
}

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
  measure_upgrade(cpus, draft);
  measure_spinning_reader(cpus, draft);
  measure_readers(cpus, draft);
}

}  // namespace zramlab
