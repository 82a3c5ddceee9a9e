#include "bench/options.h"

#include "bench/captures.h"
#include "bench/kernel_options.h"
#include "engine/backend/table.h"
#include "engine/base/table.h"
#include "engine/base/units.h"
#include "engine/platform/host/cpu.h"
#include "engine/platform/host/host.h"
#include "strategies/table.h"
#include "workloads/population.h"
#include "workloads/workload_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace zramlab {

namespace {

constexpr ThreadIndex threads_max_option = 256;
constexpr const char* simulated_host_name = "simulated-host";

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> items;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    items.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return items;
}

// The entry that an option names.
template <class Table>
const auto& find_for(std::string_view option, const Table& table, const std::string& name, std::string_view kind) {
  if (const auto* entry = find_in(table, name)) return *entry;
  throw usage_error(fmt::format("{}: no {} is called '{}'; there are: {}", option, kind, name, names_of(table)));
}

template <class T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

std::vector<std::string> parse_strategies(const std::string& text) {
  std::vector<std::string> names;
  for (const std::string& name : split(text, ',')) {
    if (name == "all") {
      for (const auto& entry : strategies<Host>) add_once(names, std::string(entry.name));
    } else if (name == kernel_name) {
      throw usage_error("--strategy kernel: the kernel's zram is no strategy of ours; add it with --on kernel, or beside the host's with --on host,kernel");
    } else if (name != "bare-loop") {  // runs beside whatever runs
      add_once(names, std::string(find_for("--strategy", strategies<Host>, name, "strategy").name));
    }
  }
  return names;
}

ThreadIndex parse_thread_count(const std::string& text) {
  ThreadIndex count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count < 1 || count > threads_max_option) {
    throw usage_error(fmt::format("--threads: '{}' is not a number from 1 to {}; write it as in 1,2,4 or 1-8", text,
                                  threads_max_option));
  }
  return count;
}

std::vector<ThreadIndex> parse_threads(const std::string& text, std::size_t cpus) {
  if (text.empty()) return {static_cast<ThreadIndex>(cpus)};
  std::vector<ThreadIndex> counts;
  for (const std::string& item : split(text, ',')) {
    const std::size_t dash = item.find('-');
    const ThreadIndex first = parse_thread_count(item.substr(0, dash));
    const ThreadIndex last = dash == std::string::npos ? first : parse_thread_count(item.substr(dash + 1));
    if (last < first) throw usage_error(fmt::format("--threads: '{}' runs backwards; write the smaller number first", item));
    for (ThreadIndex count = first; count <= last; ++count) add_once(counts, count);
  }
  return counts;
}

std::vector<std::string> parse_codecs(const std::string& text) {
  std::vector<std::string> names;
  for (const std::string& item : split_codec_list(text)) {
    [[maybe_unused]] const auto codec = make_codec(item);  // so that a bad one is known before anything runs
    add_once(names, canonical_codec_name(item));
  }
  return names;
}

// "2s" is a time, "5000" a number of operations.
void parse_warmup(const std::string& text, RunOptions& options) {
  if (text.empty()) return;
  if (text.back() == 'm') {
    throw usage_error(fmt::format("--warmup: '{}' may be minutes or millions; write it as in 120s or 2M", text));
  }
  if (text.back() == 's' || text.back() == 'h') {
    options.warmup_ns = parse_duration_ns(text, "--warmup");
  } else {
    options.warmup_operations = parse_count(text, "--warmup");
  }
}

void parse_length(const OptionTexts& texts, RunOptions& options) {
  if (!texts.operations.empty()) options.operations = parse_count(texts.operations, "--ops");
  if (!texts.runtime.empty()) options.runtime_ns = parse_duration_ns(texts.runtime, "--runtime");
  if (options.operations == 0) throw usage_error("--ops: 0 operations would measure nothing");
  if (options.runtime_ns == 0) throw usage_error("--runtime: a run of no time would measure nothing");
  if (options.operations && options.runtime_ns) {
    throw usage_error("--ops and --runtime both say how long to run; give one of them");
  }
  if (texts.loops > 1 && (options.operations || options.runtime_ns)) {
    throw usage_error("--loops goes with neither --ops nor --runtime, which repeat the trace by themselves");
  }
  parse_warmup(texts.warmup, options);
  options.populate_share = parse_populate(texts.populate);
  options.steady_state = parse_steady_state(texts.steady_state);
}

// Records in batches would make the gaps of each worker uneven where the whole's are even, and batches of what is random.
WorkerMapping mapping_for(ArrivalKind arrival) {
  if (arrival == ArrivalKind::constant) return WorkerMapping::single;
  return arrival == ArrivalKind::poisson ? WorkerMapping::random : WorkerMapping::round_robin;
}

void parse_input(const OptionTexts& texts, RunOptions& options) {
  if (!texts.trace.empty() && !texts.workload.empty()) {
    throw usage_error("--trace and --workload both say what to run; give one of them");
  }
  options.workload = texts.workload;
  options.content = texts.content;
  // A workload takes its pages from the trace that would have been replayed, unless it has others.
  if (texts.workload.empty() || texts.content.empty()) options.trace = find_capture(texts.trace.empty() ? "gxx" : texts.trace);
  const std::string order = texts.order.empty() ? (texts.workload.empty() ? "strict" : "none") : texts.order;
  options.order = find_for("--order", replay_orders, order, "order").order;
  if (!texts.workload.empty() && options.order != ReplayOrder::none) {
    throw usage_error("--order: a generated workload has no recorded order to keep; leave the option out");
  }
  options.mapping = texts.mapping.empty() ? mapping_for(options.arrival.kind)
                                          : find_for("--map", worker_mappings, texts.mapping, "worker mapping").mapping;
}

void parse_device(const OptionTexts& texts, RunOptions& options) {
  options.era_name = texts.era.empty() ? "newest" : texts.era;
  options.era = era_of(options.era_name);
  if (texts.chain_size != 0) options.era = with_chain_size(options.era, texts.chain_size);
  if (!texts.slot_lock.empty()) {
    options.slot_lock = find_for("--slot-lock", slot_locks, texts.slot_lock, "slot lock").kind;
  } else if (!texts.era.empty()) {
    options.slot_lock = slot_lock_of(options.era.major, options.era.minor);
  }
  struct NamedPoolLock {
    std::string_view name;
    PoolLock lock;
  };
  static constexpr std::array<NamedPoolLock, 2> pool_locks{
      {{"class", PoolLock::per_class}, {"pool", PoolLock::whole_pool}}};
  options.pool_lock = find_for("--pool-lock", pool_locks, texts.pool_lock, "pool lock").lock;
  if (!texts.disksize.empty()) options.disksize_bytes = parse_bytes(texts.disksize, "--disksize");
  if (!texts.mem_limit.empty()) options.mem_limit_bytes = parse_bytes(texts.mem_limit, "--mem-limit");
}

std::vector<CpuIndex> cpus_of(const MachineProfile& machine, const std::string& text) {
  std::vector<CpuIndex> cpus(machine.cpus.size());
  std::iota(cpus.begin(), cpus.end(), CpuIndex{0});
  if (text.empty()) return cpus;
  const std::size_t dash = text.find('-');
  CpuIndex last = 0;
  const std::string number = text.substr(dash == std::string::npos ? 0 : dash + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), last);
  if ((text != "0" && !text.starts_with("0-")) || error != std::errc{} || end != number.data() + number.size()) {
    throw usage_error(fmt::format("--cpus: '{}': of a simulated machine the first CPUs can be used, written as in 0-7", text));
  }
  if (last >= cpus.size()) {
    throw usage_error(fmt::format("--cpus: {} has CPUs 0 to {}", machine.name, cpus.size() - 1));
  }
  cpus.resize(last + 1);
  return cpus;
}

void parse_world(const OptionTexts& texts, RunOptions& options) {
  if (const auto places = real_places(texts.on)) {
    options.cpus = texts.cpus.empty() ? host::allowed_cpus() : host::parse_cpu_list(texts.cpus);
    if (places->host) options.strategies = parse_strategies(texts.strategies);
    return parse_kernel(texts, *places, options);
  }
  // This host's profile, as `bench calibrate` measured it, is a machine like any other; only its name is taken.
  options.strategies = parse_strategies(texts.strategies);
  options.machine = std::make_shared<MachineProfile>(load_machine(texts.on == simulated_host_name ? "host" : texts.on, {simulated_host_name, kernel_name}));
  options.cpus = cpus_of(*options.machine, texts.cpus);
}

// CPUs for which a strategy has to reckon with writers.
std::size_t possible_cpus(const RunOptions& options) {
  return options.machine ? options.machine->cpus.size() : host::allowed_cpus().size();
}

void parse_timeline(const OptionTexts& texts, RunOptions& options) {
  options.timeline = texts.timeline;
  if (texts.timeline.empty()) return;
  if (!options.machine) throw usage_error("--timeline: only a simulated machine has one; add --on MACHINE");
  if (options.arrival.loads.size() != 1 || options.arrival.goal) {
    throw usage_error("--timeline: give one --rate, and not --find-max-rate");
  }
  if (options.strategies.size() != 1 || options.codecs.size() != 1 || options.threads.size() != 1 || texts.repetitions != 1) {
    throw usage_error("--timeline: give one --strategy, one --codec, one number of --threads and one repetition");
  }
}

// Of all strategies those that the simulated machine would stop: their reads sleep where the slot lock forbids it. Who is named runs, and
// is stopped at its first read.
void leave_out_sleepers(const OptionTexts& texts, RunOptions& options) {
  if (!options.machine || options.slot_lock.value_or(SlotLockKind::sleeping_bit) == SlotLockKind::sleeping_bit) return;
  const std::vector<std::string> asked_for = split(texts.strategies, ',');
  std::erase_if(options.strategies, [&](const std::string& name) {
    const bool is_named = std::ranges::find(asked_for, name) != asked_for.end();
    const bool leaves = !is_named && find_for("--strategy", strategies<Host>, name, "strategy").card.reads_sleep;
    if (leaves) {
      options.left_out.push_back(fmt::format("{} is left out: its reads sleep under the slot lock, and {} forbids that", name,
                                             to_string(*options.slot_lock)));
    }
    return leaves;
  });
}

void parse_hotplug_option(const OptionTexts& texts, RunOptions& options) {
  if (texts.hotplug.empty()) return;
  if (!options.machine) throw usage_error("--hotplug: only a simulated machine's CPUs can be switched off; add --on MACHINE");
  options.hotplug = parse_hotplug(texts.hotplug, options.cpus.size());
}

// Options that would be ignored.
void refuse_options_of_other_places(const OptionTexts& texts, const RunOptions& options) {
  if (!options.machine && texts.hot_places) throw usage_error("--hot-places: only a simulated machine can tell them; add --on MACHINE");
  if (options.machine && !texts.io.empty()) throw usage_error("--io: a simulated machine has no kernel to enter; use --on kernel, or leave the option out");
}

ShowProgress parse_progress(const std::string& text) {
  if (text == "auto") return ShowProgress::automatic;
  if (text == "always") return ShowProgress::always;
  if (text == "never") return ShowProgress::never;
  throw usage_error(fmt::format("--progress: '{}' is not one of auto, always, never", text));
}

}  // namespace

std::string name_of_world(const RunOptions& options) {
  if (options.has_kernel) return options.strategies.size() == 1 ? "kernel" : "host,kernel";
  if (!options.machine) return "host";
  return options.machine->name == "host" ? simulated_host_name : options.machine->name;
}

void add_run_options(CLI::App& app, OptionTexts& texts) {
  const char* what = "What to run";
  app.add_option("--strategy", texts.strategies, "strategies, comma-separated, or all (default); see bench list strategies")->group(what);
  app.add_option("--threads", texts.threads, "numbers of threads: 1,2,4 or 1-8 (default: one for each CPU)")->group(what);
  app.add_option("--codec", texts.codecs, "codecs: lz4 (default), zstd:level=3,lzo; see bench list codecs")->group(what);
  app.add_option("--trace", texts.trace, "a .ztrace file, or a shipped capture's name (default gxx)")->group(what);
  app.add_option("--workload", texts.workload, "NAME[:key=value,...], see bench list workloads; or FILE.json, see docs/workloads.md")->group(what);
  app.add_option("--content", texts.content, "pages of a workload, or of a trace without any: trace:FILE, corpus:FILE[,FILE...], synthetic:NAME; see bench list contents")->group(what);
  app.add_option("--on", texts.on, "where: host (default), kernel (its own zram), host,kernel (side by side), or a simulated machine: bench list machines, simulated-host (as calibrated), or a FILE.json")->group(what);

  app.add_option("--io", texts.io, "with --on kernel, how pages get there: pwrite (default) or io_uring")->group(what);

  const char* length = "How long";
  app.add_option("--ops", texts.operations, "operations of a run over all threads; a trace is cut short or starts over (default: a trace once, 40k of a workload)")->group(length);
  app.add_option("--runtime", texts.runtime, "time of a run, as in 500ms or 10s")->group(length);
  app.add_option("--loops", texts.loops, "passes over the trace in a run (default 1)")->check(CLI::Range(1u, 1000000u))->group(length);
  app.add_option("--populate", texts.populate, "slots to write before each run: none (default), all, or a share as in 0.5 or 50%; not counted")->group(length);
  app.add_option("--warmup", texts.warmup, "operations (5000) or time (2s) of the same, on the same device, before each run; not counted")->group(length);
  app.add_option("--repetitions", texts.repetitions, "runs of each cell, interleaved with the others (default 1)")->check(CLI::Range(1u, 10000u))->group(length);
  app.add_option("--seed", texts.seed, "the source of every random choice (default 1)")->group(length);

  const char* device = "The device";
  app.add_option("--streams", texts.streams, "streams at most, for strategies that share them (default: one for each CPU)")->check(CLI::Range(1u, 4096u))->group(device);
  app.add_option("--disksize", texts.disksize, "size of the device, as in 2G (default: what the input needs)")->group(device);
  app.add_option("--mem-limit", texts.mem_limit, "limit of the pool's memory, as in 64M (default: none)")->group(device);
  app.add_option("--era", texts.era, "kernel whose pool rules and slot lock to use: 3.14 ... newest (default)")->group(device);
  app.add_option("--chain-size", texts.chain_size, "pages in a zspage at most, 4 to 16 (default: the era's)")->group(device);
  app.add_option("--slot-lock", texts.slot_lock, "table-rwlock, bit-spinlock or sleeping-bit (default: the strategy's era's)")->group(device);
  app.add_option("--pool-lock", texts.pool_lock, "class (default): a lock for each size class; pool: one for all")->group(device);
  app.add_option("--allocation-failures", texts.allocation_failures, "share of non-blocking allocations of pool memory that fail, as under memory pressure (default 0)")->check(CLI::Range(0.0, 1.0))->group(device);

  const char* driver = "The driver";
  app.add_option("--order", texts.order, "of operations on one slot: strict (default for traces), relaxed or none")->group(driver);
  app.add_option("--map", texts.mapping, "which worker replays a record: round-robin (default), thread, cpu, single (default with constant arrivals) or random (default with Poisson ones)")->group(driver);
  app.add_option("--cpus", texts.cpus, "CPUs to use, as in 0-3,6 (default: all this process may use)")->group(driver);
  app.add_flag("--verify,!--no-verify", texts.verify, "check every read against what was written (default); without it a result says unverified")->group(driver);
  app.add_flag("--latency,!--no-latency", texts.latency, "time each operation (default)")->group(driver);

  app.add_option("--sample-steps", texts.step_sample, "time the steps and the stream wait of one write in N (default 16; 1: of all, which costs time)")->check(CLI::Range(1u, 1000000u))->group(driver);
  app.add_option("--steady-state", texts.steady_state, "when a run counts as steady, as fio judges: iops:5% (default, the largest deviation) or iops_slope:0.3%")->group(driver);

  const char* arrival = "Arrivals";
  app.add_option("--arrival", texts.arrival, "closed (default): as fast as possible; constant or poisson gaps, or trace: recorded times. See docs/measuring.md")->group(arrival);
  app.add_option("--rate", texts.rate, "operations a second over all workers, as in 50k; or of the capacity, as in 80%; comma-separated")->group(arrival);
  app.add_option("--speed", texts.speed, "the recorded times, this many times as fast")->check(CLI::PositiveNumber)->group(arrival);
  app.add_option("--find-max-rate", texts.find_max_rate, "search the highest rate at which 'write p99 < 200us' holds: [response|service] write|read QUANTILE < TIME")->type_name("GOAL")->group(arrival);

  add_memory_options(app, texts.memory, "Memory of the lab itself (--mem-limit is the device's)");

  const char* simulation = "Simulated machines";
  app.add_flag("--sensitivity,!--no-sensitivity", texts.sensitivity, "repeat each run with groups of the machine's parameters halved and doubled (default)")->group(simulation);
  app.add_flag("--hot-places", texts.hot_places, "list the places in the source whose accesses to shared data took the most time")->group(simulation);
  app.add_option("--hotplug", texts.hotplug, "switch CPUs off, and on again: 3@2ms-10ms,2@5ms. Their threads go on elsewhere")->type_name("CPU@OFF[-ON],...")->group(simulation);
  app.add_option("--timeline", texts.timeline, "write the run to FILE for Perfetto (ui.perfetto.dev): .fxt (small, fast) or .json; of one strategy, codec and number of threads")->type_name("FILE")->group(simulation);

  const char* output = "Output";
  app.add_option("--json", texts.json, "write the results to FILE (google-benchmark's schema)")->type_name("FILE")->group(output);
  app.add_flag("--quiet", texts.quiet, "no table")->group(output);
  app.add_option("--progress", texts.progress, "auto (default: on a terminal), always or never")->group(output);
  app.add_flag("--dry-run", texts.dry_run, "print what would run, and stop")->group(output);
}

RunOptions check_options(const OptionTexts& texts) {
  RunOptions options;
  options.codecs = parse_codecs(texts.codecs);
  parse_world(texts, options);
  options.threads = parse_threads(texts.threads, options.cpus.size());
  options.arrival = parse_arrival(texts);
  parse_input(texts, options);
  parse_length(texts, options);
  parse_device(texts, options);
  leave_out_sleepers(texts, options);
  options.streams = texts.streams != 0 ? texts.streams : static_cast<std::uint32_t>(possible_cpus(options));
  options.loops = texts.loops;
  options.repetitions = texts.repetitions;
  options.seed = texts.seed;
  options.allocation_failure_share = texts.allocation_failures;
  options.json = texts.json;
  options.sensitivity = texts.sensitivity;
  options.hot_places = texts.hot_places;
  refuse_options_of_other_places(texts, options);
  parse_timeline(texts, options);
  parse_hotplug_option(texts, options);
  options.progress = parse_progress(texts.progress);
  options.verify = texts.verify;
  options.latency = texts.latency;
  options.step_sample = texts.step_sample;
  options.quiet = texts.quiet;
  options.dry_run = texts.dry_run;
  return options;
}

}  // namespace zramlab
