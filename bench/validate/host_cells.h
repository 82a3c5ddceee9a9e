// What real and simulated runs say of each cell, on a host whose speed changes meanwhile.
#pragma once

#include "bench/calibrate/cpu_ways.h"
#include "bench/options.h"
#include "bench/result.h"

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// Runs during which other programs had more of the CPUs than this say little.
inline constexpr double others_share_max = 0.05;

struct HostCell {
  std::string strategy;
  std::string codec;
  unsigned threads = 0;
  auto operator<=>(const HostCell&) const = default;
};
std::string name_of(const HostCell& cell);  // "per-cpu, lz4, 2 threads"

struct HostSample {
  double rate = 0;       // pages/s
  double p99_ns = 0;     // of a write
  double bare_rate = 0;  // of the bare loop beside it, of the same codec and threads
  double others_share = 0;
  // Before the run and after it; nothing where nobody looked.
  std::optional<CpuWays> before = std::nullopt;
  std::optional<CpuWays> after = std::nullopt;
};

// One cell's runs. Figures are medians over the quiet ones, or without any the quietest one's; each run is first brought to the cell's
// usual speed, the median of the bare loops beside its runs.
class HostFigures {
 public:
  void add(const HostSample& sample) { samples_.push_back(sample); }
  // From now on a run is quiet only if its CPUs stood so, before it and after it.
  void expect(const CpuWays& ways) { expected_ = ways; }
  [[nodiscard]] double rate() const;
  [[nodiscard]] double p99_ns() const;
  [[nodiscard]] std::size_t quiet_count() const { return quiet().size(); }
  [[nodiscard]] const std::vector<HostSample>& samples() const { return samples_; }

 private:
  [[nodiscard]] bool is_quiet(const HostSample& sample) const;
  [[nodiscard]] std::vector<HostSample> quiet() const;
  [[nodiscard]] std::vector<HostSample> counted() const;

  std::vector<HostSample> samples_;
  std::optional<CpuWays> expected_;
};

class HostCells {
 public:
  // Each cell of a command line once more; on this host with a look before and after at where its CPUs stand.
  void run(const OptionTexts& texts);
  // On a simulated machine whose CPUs stand so.
  void run_simulated(const OptionTexts& texts, const std::optional<CpuWays>& ways);
  // Of every run's CPUs, in no order.
  [[nodiscard]] std::vector<CpuWays> ways() const;
  void expect(const CpuWays& ways) {
    for (auto& [cell, figures] : cells_) figures.expect(ways);
  }

  [[nodiscard]] const std::map<HostCell, HostFigures>& cells() const { return cells_; }
  [[nodiscard]] std::size_t quiet_count() const;  // of the cell that has the fewest
  // Medians of the bare loop's pages/s, by codec.
  [[nodiscard]] std::map<std::string, double> bare_rates(unsigned threads) const;
  // By how much bare loops of the same codec and threads differed from round to round: the fastest over the slowest, less 1; the median over
  // them. No comparison is better than that. 0 where each ran once.
  [[nodiscard]] double bare_spread() const;

 private:
  void run_cells(const RunOptions& options);

  std::map<HostCell, HostFigures> cells_;
  std::map<HostCell, std::vector<double>> bare_;  // every run's
};

// Between the nearest cores; 0 on a machine of one.
double nearest_transfer_ns(const MachineProfile& machine);
// The machine, with its nearest cores as far from each other as that, and wake-ups of all as dear.
MachineProfile with_ways(MachineProfile machine, const CpuWays& ways);

}  // namespace zramlab
