#include "bench/calibrate/host_profile.h"

#include "bench/calibrate/cpu_ways.h"
#include "bench/calibrate/driver_costs.h"
#include "bench/calibrate/kernel_costs.h"
#include "bench/calibrate/line_costs.h"
#include "bench/calibrate/memory_costs.h"
#include "bench/calibrate/other_load.h"
#include "bench/calibrate/page_costs.h"
#include "bench/calibrate/pinned.h"
#include "bench/calibrate/profile_draft.h"
#include "bench/calibrate/samples.h"
#include "bench/calibrate/service_costs.h"
#include "bench/calibrate/shared_lines.h"
#include "bench/calibrate/stopwatch.h"
#include "bench/calibrate/topology.h"
#include "bench/calibrate/wake_ups.h"
#include "bench/captures.h"
#include "bench/cost_tables.h"
#include "bench/interrupt.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/host.h"
#include "engine/platform/virtual/machine_fields.h"
#include "engine/platform/virtual/machine_topology.h"
#include "traces/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <optional>
#include <utility>

namespace zramlab {

namespace {

class Calibrator {
 public:
  explicit Calibrator(const CalibrationOptions& options) : options_(options), draft_(lay_out(group(cpus_.places()))) {}

  Calibration run() {
    const OtherLoad load;
    for (const auto& [what, step] : steps) {
      if (options_.tell) options_.tell(what, 0);
      (this->*step)();
      stop_if_interrupted();
    }
    std::vector<std::string> warnings = load.warnings();
    if (!settled_) warnings.emplace_back("the CPUs were moved again and again while the lines between them were measured: calibrate once more");
    return {std::move(draft_.profile()), std::move(page_costs_), std::move(notes_), std::move(warnings)};
  }

 private:
  using Core = CpuClass;
  using Machine = MachineProfile;

  struct Step {
    const char* what;
    void (Calibrator::*measure)();
  };
  static const std::array<Step, 6> steps;

  static void stop_if_interrupted() {
    if (interrupt_requested.load(std::memory_order_relaxed)) {
      throw InputError(ExitCode::interrupted, "interrupted: no profile was written");
    }
  }

  template <class... Args>
  void note(fmt::format_string<Args...> text, Args&&... args) {
    notes_.push_back(fmt::format(text, std::forward<Args>(args)...));
  }

  [[nodiscard]] TellProgress progress_of(const std::string& what) const {
    return [this, what](double share) {
      if (options_.tell) options_.tell(what, share);
    };
  }

  void measure_lines() {
    const Pinned here(cpus_.first());
    draft_.set_core("local_rmw_ns", &Core::local_rmw_ns, local_rmw_ns(),
                    draft_.measured("fetch_add on a line of its own, median of 9"));
    draft_.set_core("local_hit_ns", &Core::local_hit_ns, local_hit_ns(),
                    draft_.measured("dependent loads in the first-level cache, median of 9"));
    draft_.set_core("preempt_toggle_ns", &Core::preempt_toggle_ns, toggle_ns(),
                    draft_.measured("the host platform's emulation, both calls"));
    draft_.borrow("invalidate_ns", &Machine::invalidate_ns);
    draft_.borrow("invalidate_ns_max", &Machine::invalidate_ns_max);
    measure_ways();
    measure_sharing();
  }

  void measure_ways() {
    const std::optional<CpuWays> before = measure_cpu_ways(cpus_);
    measure_transfers();
    measure_shared_lines(cpus_, draft_);
    ways_ = measure_cpu_ways(cpus_);
    settled_ = !ways_ || is_same_way(*before, *ways_);
  }

  void measure_transfers() {
    const std::string source = draft_.measured("compare_exchange there and back, one way, median over the pairs");
    if (const auto ns = transfer_at(Distance::cluster)) {
      draft_.set_cluster_transfer(*ns, source);
    } else {
      draft_.borrow_cluster_transfer();
    }
    const auto set_if_there = [&](const char* name, double Machine::*field, Distance distance) {
      if (const auto ns = transfer_at(distance)) draft_.set(name, field, *ns, source);
    };
    set_if_there("smt_transfer_ns", &Machine::smt_transfer_ns, Distance::hyper_threads);
    set_if_there("socket_transfer_ns", &Machine::socket_transfer_ns, Distance::socket);
    set_if_there("remote_transfer_ns", &Machine::remote_transfer_ns, Distance::remote);
    if (has(draft_.profile().cpus, OnlyWith::sockets)) {
      draft_.borrow("remote_memory_ns", &Machine::remote_memory_ns);
      draft_.borrow("remote_copy_ns", &Machine::remote_copy_ns);
      draft_.borrow("remote_wake_extra_ns", &Machine::remote_wake_extra_ns);
    }
  }

  // The median over the pairs at that distance, if there are.
  std::optional<double> transfer_at(Distance distance) {
    const std::size_t pairs_max = options_.quick ? 20 : 100;
    std::vector<double> samples;
    for (const auto& [a, b] : cpus_.pairs_at(distance, pairs_max)) {
      samples.push_back(hand_over_ns(a, b, HandOver::compare_exchange, rounds));
      stop_if_interrupted();
    }
    if (samples.empty()) return std::nullopt;
    if (samples.size() > 1) {
      note("{} pairs at one distance: one way {:.1f} to {:.1f} ns", samples.size(), quantile(samples, 0), quantile(samples, 1));
      const auto near = std::ranges::count_if(samples, [typical = median(samples)](double ns) { return ns < typical / 4; });
      if (near != 0) note("{} of them are so near that they seem to share a core (a guest whose CPUs its host moves around?)", near);
    }
    return median(std::move(samples));
  }

  void measure_sharing() {
    const auto pair = cpus_.nearest_pair();
    if (!pair) return;
    const auto [a, b] = *pair;
    const double one_way_ns = hand_over_ns(a, b, HandOver::compare_exchange, rounds);
    note("CPUs {} and {}: one way by compare_exchange {:.1f} ns, by fetch_add {:.1f} ns, by store and load {:.1f} ns", a, b,
         one_way_ns, hand_over_ns(a, b, HandOver::fetch_add, rounds), hand_over_ns(a, b, HandOver::store, rounds));
    note("CPUs {} and {} adding to one word: {:.0f} % of the additions follow one by the same CPU", a, b, 100 * repeated_wins(a, b));
  }

  static double toggle_ns() {
    constexpr std::size_t count = 100'000;
    Host::enter(0);
    const double ns = median_of(9, [] {
      const Stopwatch watch;
      for (std::size_t i = 0; i < count; ++i) {
        Host::disable_preemption();
        Host::enable_preemption();
      }
      return watch.elapsed_ns() / count;
    });
    Host::leave();
    return ns;
  }

  void measure_wake_ups() { zramlab::measure_wake_ups(cpus_, options_.quick ? 1 : 4, draft_, notes_); }

  void measure_scheduler() {
    const CpuIndex cpu = cpus_.first();
    const double switch_ns = lowest_of(5, [&] { return yield_switch_ns(cpu); });
    if (switch_ns > 0) {
      draft_.set_core("context_switch_ns", &Core::context_switch_ns, switch_ns,
                      draft_.measured("sched_yield between two threads of a CPU, lowest of 5"));
    } else {
      draft_.borrow_core("context_switch_ns", &Core::context_switch_ns);
    }
    draft_.set("spin_yield_ns", &Machine::spin_yield_ns, 10'000,
               "[src] the host platform's spinners (engine/platform/host/wait.h): 256 pauses of about 40 ns, then sched_yield");
    note("two threads of a CPU hand over by futex in {:.0f} ns", lowest_of(5, [&] { return futex_switch_ns(cpu); }));
    measure_tick();
    set_slice(turn_ns(cpu));
    draft_.set("owner_spin_ns", &Machine::owner_spin_ns, 100'000,
               "[src] the host platform's mutex (engine/platform/host/wait.h): whoever waits looks at a running owner for 100 us, each for itself");
    measure_driver();
    draft_.set_spinlock(SpinlockKind::queued, "[est] the kernel's; the host platform's spinlocks are not queued");
  }

  void measure_driver() {
    const Pinned here(cpus_.first());
    draft_.set("driver_ns", &Machine::driver_ns, driver_ns(),
               draft_.measured("from a device's return to its next call, by a worker with latencies on, where the device reads a page from memory; median of 15 passes"));
  }

  void measure_tick() {
    const Pinned here(cpus_.first());
    const TickTimes ticks = measure_ticks();
    if (ticks.period_ns <= 0) {
      draft_.borrow("tick_ns", &Machine::tick_ns);
      return draft_.borrow("tick_cost_ns", &Machine::tick_cost_ns);
    }
    const std::string source = draft_.measured("gaps in a loop that reads the clock, median of 0.4 s");
    draft_.set("tick_ns", &Machine::tick_ns, ticks.period_ns, source);
    draft_.set("tick_cost_ns", &Machine::tick_cost_ns, ticks.cost_ns, source);
  }

  // EEVDF's base slice: 0.70 ms for one CPU, and once more for each doubling up to eight. A slice ends at the kernel's own tick, which may be
  // longer than the interrupts that measure_tick sees (a guest has its hypervisor's as well): turns that were seen are the better figure.
  void set_slice(double turn_ns) {
    const auto doublings = std::bit_width(std::min<std::size_t>(cpus_.all().size(), 8)) - 1;
    const double base_slice_ns = 700'000.0 * (1 + static_cast<double>(doublings));
    const double half_a_tick_ns = draft_.profile().tick_ns / 2;
    if (turn_ns > base_slice_ns + half_a_tick_ns) {
      // The machine ends a slice at the next tick: half a tick before it, whatever a turn's beginning is off by.
      draft_.set("slice_ns", &Machine::slice_ns, turn_ns - half_a_tick_ns,
                 draft_.measured("turns of two threads that share a CPU, median of 0.3 s, less half a tick"));
    } else {
      draft_.set("slice_ns", &Machine::slice_ns, base_slice_ns, "[src] EEVDF base slice, 0.70 ms x (1 + log2(min(CPUs, 8)))");
    }
    draft_.set("scheduling_period_ns", &Machine::scheduling_period_ns, 0, "[src] EEVDF has no common period");
    draft_.set("wakeup_preemption_ns", &Machine::wakeup_preemption_ns, base_slice_ns,
               "[est] the running thread keeps its base slice (EEVDF's RUN_TO_PARITY)");
  }

  void measure_copies() {
    const Pinned here(cpus_.first());
    const MemoryCosts costs = measure_memory();
    draft_.set_core("copy_hot_ns", &Core::copy_hot_ns, costs.copy_hot_ns, draft_.measured("4 KiB among 128 KiB, lowest of 7"));
    draft_.set_core("copy_cold_ns", &Core::copy_cold_ns, costs.copy_cold_ns,
                    draft_.measured("4 KiB to or from a random page of 64 MiB, the other side hot, lowest of 7"));
    draft_.set_core("memory_ns", &Core::memory_ns, costs.memory_ns,
                    draft_.measured("a chain of random lines of 512 MiB, large pages, lowest of 3"));
    double bandwidth = 0;
    for (int i = 0; i < 3; ++i) bandwidth = std::max(bandwidth, copy_bandwidth(cpus_.first(cpus_.all().size())));
    draft_.set("socket_bandwidth_bytes_per_ns", &Machine::socket_bandwidth_bytes_per_ns,
               bandwidth / static_cast<double>(cpus_.socket_count()),
               draft_.measured("all CPUs copying 32 MiB each, bytes read and written, best of 3; the socket may do more"));
  }

  void measure_codecs_alone() {
    contents_ = TraceReader(shipped_capture("gxx")).load_contents();
    for (const char* name : {"lz4", "zstd"}) {
      codecs_.push_back(make_codec(name));
      bare_codecs_.push_back(codecs_.back().get());
      tables_.push_back(cost_table_for(contents_, *codecs_.back(), name));
    }
    const Pinned here(cpus_.first());
    PageCosts found = measure_page_costs({contents_, bare_codecs_, tables_}, options_.quick ? 3 : 11, progress_of("page times of gxx and node"));
    times_ = std::move(found.gxx);
    for (const CaptureCosts& costs : found.kept) {
      const CostFile& file = page_costs_.emplace_back(CostFile{fmt::format("{}-{}.costs", options_.name, costs.capture), pack_cost_tables(costs.tables)});
      draft_.profile().page_costs.push_back(named_with_hash(file.name, file.bytes));
    }
    draft_.profile().sources["page_costs"] =
        draft_.measured(fmt::format("every page of gxx and node with lz4, zstd and lzo, {} tries; times over service_multiplier", times_.front().compress.tries()));
    const std::string source = draft_.measured(fmt::format("lz4 and zstd on every page of gxx, {} tries", times_.front().compress.tries()));
    const std::vector<double> multipliers = multipliers_of_cpus();
    draft_.set_core("service_multiplier", &Core::service_multiplier, mean(multipliers),
                    fmt::format("{}, and one on each of {} more CPUs, their mean; over {} and {}", source, multipliers.size() - 1,
                                name_of(tables_[0]), name_of(tables_[1])));
    if (multipliers.size() > 1) {
      note("pages take {:.2f} to {:.2f} times the table's on {} CPUs", quantile(multipliers, 0), quantile(multipliers, 1), multipliers.size());
    }
    draft_.set_list("service_quantiles", &Machine::service_quantiles, service_quantiles(times_),
                    fmt::format("{}; each try over the page's median", source));
    draft_.set_core("allocate_ns", &Core::allocate_ns, allocation_ns(),
                    draft_.measured("objects of gxx's lz4 lengths, with as many freed; less four atomic operations"));
  }

  // The measured CPU's, and others': CPUs that look alike differ by up to a half while another guest uses their core.
  [[nodiscard]] std::vector<double> multipliers_of_cpus() const {
    const std::size_t more = options_.quick ? 1 : 7;
    const std::vector<CpuIndex> cpus = cpus_.first(cpus_.core_count());
    std::vector<double> multipliers{service_multiplier(times_, tables_)};
    for (std::size_t i = 1; i < std::min(cpus.size(), more + 1); ++i) {
      const Pinned there(cpus[i * cpus.size() / std::min(cpus.size(), more + 1)]);
      multipliers.push_back(service_multiplier(measure_codecs(contents_, bare_codecs_, 1, progress_of("page times on more CPUs")), tables_));
    }
    return multipliers;
  }

  [[nodiscard]] double allocation_ns() {
    std::vector<std::uint32_t> lengths;
    for (const std::uint32_t bytes : times_.front().compressed_bytes) {
      lengths.push_back(bytes == 0 || bytes > page_bytes ? static_cast<std::uint32_t>(page_bytes) : bytes);
    }
    constexpr double atomic_operations = 4;  // lock and unlock of a class, two counters: charged line by line
    return std::max(0.0, allocate_ns(lengths) - atomic_operations * draft_.core().local_rmw_ns);
  }

  void measure_codecs_together() {
    const std::size_t cores = cpus_.core_count();
    const auto slowdown = [&](const std::vector<CpuIndex>& cpus) {
      return busy_slowdown(contents_, bare_codecs_, times_, cpus, options_.quick ? 2 : 6, progress_of("all CPUs compressing"));
    };
    draft_.set_list("busy_slowdown", &Machine::busy_slowdown, slowdown(cpus_.first(cores)),
                    draft_.measured(fmt::format("lz4 and zstd on gxx, 1 to {} cores at once, mean of the middle nine tenths of chunks of 64 pages", cores)));
    measure_streams_way();
    draft_.set("migration_ns", &Machine::migration_ns, draft_.core().context_switch_ns + 20 * draft_.profile().cluster_transfer_ns.front(),
               "[est] a context switch and 20 lines");
    const auto siblings = cpus_.pairs_at(Distance::hyper_threads, 1);
    if (siblings.empty()) return;
    const auto [a, b] = siblings.front();
    draft_.set("smt_slowdown", &Machine::smt_slowdown, std::max(1.0, slowdown({a, b}).back()),
               draft_.measured("lz4 and zstd on gxx, both hyper-threads of a core at once"));
  }

  // What lines cost belongs together: where a hypervisor has moved the CPUs since they were measured, they are measured again.
  void measure_streams_way() {
    constexpr int repetitions = 3;
    measure_parallelism();
    for (int done = 0; !(settled_ = settled_ && stand_as_before()) && done < repetitions; ++done) {
      note("the CPUs were moved: a line's way between them was {:.1f} ns", ways_->transfer_ns);
      stop_if_interrupted();
      measure_ways();
      measure_parallelism();
    }
  }

  [[nodiscard]] bool stand_as_before() const {
    const std::optional<CpuWays> now = measure_cpu_ways(cpus_);
    return !now || is_same_way(*now, *ways_);
  }

  void measure_parallelism() {
    std::vector<double> found;
    for (const auto& pair : cpus_.nearest_pairs(3)) {
      const double one_way_ns = hand_over_ns(pair.first, pair.second, HandOver::compare_exchange, rounds);
      if (const auto lines = stream_parallelism(contents_, bare_codecs_, pair, one_way_ns)) found.push_back(*lines);
    }
    if (found.empty()) return draft_.borrow("transfer_parallelism", &Machine::transfer_parallelism);
    draft_.set("transfer_parallelism", &Machine::transfer_parallelism, median(std::move(found)),
               draft_.measured("what a page of gxx takes longer with a stream that another CPU has just used, lz4 and zstd, median of 15 rounds of 400 pages"));
  }

  static constexpr std::size_t rounds = 2000;  // of handing a word over

  const CalibrationOptions& options_;
  HostCpus cpus_;
  ProfileDraft draft_;
  std::optional<CpuWays> ways_;  // after the draft's lines were measured
  bool settled_ = true;          // no CPU was moved meanwhile, or since
  std::vector<std::string> notes_;
  PageStore contents_;
  std::vector<std::shared_ptr<const Codec>> codecs_;
  std::vector<const Codec*> bare_codecs_;
  std::vector<CostTable> tables_;
  std::vector<CodecTimes> times_;  // of gxx with codecs_
  std::vector<CostFile> page_costs_;
};

const std::array<Calibrator::Step, 6> Calibrator::steps{{
    {"cache lines between CPUs", &Calibrator::measure_lines},
    {"wake-ups", &Calibrator::measure_wake_ups},
    {"context switches, ticks and slices", &Calibrator::measure_scheduler},
    {"copies and memory", &Calibrator::measure_copies},
    {"page times of gxx and node", &Calibrator::measure_codecs_alone},
    {"all CPUs compressing", &Calibrator::measure_codecs_together},
}};

}  // namespace

Calibration calibrate_host(const CalibrationOptions& options) { return Calibrator(options).run(); }

}  // namespace zramlab
