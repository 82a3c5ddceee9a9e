#include "bench/experiment.h"

#include "bench/host_driver.h"
#include "bench/interrupt.h"
#include "bench/machine_noise.h"
#include "bench/targets.h"
#include "engine/backend/table.h"
#include "engine/base/random.h"
#include "engine/base/table.h"
#include "engine/device/recount.h"
#include "strategies/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace zramlab {

namespace {

// The slots that the log follows: on a large and sparse disk those that were touched, else untouched ones too.
std::vector<SlotIndex> followed_slots(const DriveResult& driven, const Plan& plan) {
  std::vector<SlotIndex> slots;
  if (plan.slot_count > prefaulted_slots_max) {
    for (const LoggedOperation& operation : driven.log) slots.push_back(operation.slot);
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    return slots;
  }
  for (SlotIndex slot = 0; slot < plan.slot_count; ++slot) {
    if (driven.sample.follows(slot)) slots.push_back(slot);
  }
  return slots;
}

// Reads each of them once more, after the last operation, as reads that all else precedes.
void read_back(Device<Host>& device, DriveResult& driven, const Plan& plan, std::vector<std::string>& failures) {
  std::array<std::byte, page_bytes> page{};
  for (const SlotIndex slot : followed_slots(driven, plan)) {
    if (const Outcome outcome = device.read(slot, page); outcome != Outcome::ok) {
      failures.push_back(fmt::format("slot {}: reading back failed: {}", slot, to_string(outcome)));
      continue;
    }
    LoggedOperation read;
    read.start = ~std::uint64_t{0} - 1;  // after everything
    read.end = ~std::uint64_t{0};
    read.hash = content_hash(page);
    read.slot = slot;
    read.operation = Operation::read;
    driven.log.push_back(read);
  }
}

void verify(Device<Host>& device, DriveResult& driven, const Plan& plan, Result& result) {
  // Statistics first: reading back is not part of the run.
  for (const std::string& difference : recount(device)) result.failures.push_back("recount: " + difference);
  read_back(device, driven, plan, result.failures);
  const VerificationReport report = verify_reads(driven.log, *plan.contents);
  for (const std::string& failure : report.failures) result.failures.push_back(failure);
  if (report.failure_count > report.failures.size()) {
    result.failures.push_back(fmt::format("{} wrong reads in all", report.failure_count));
  }
  if (report.reads_uncheckable != 0) {
    result.warnings.push_back(fmt::format(
        "{} reads of slots with partial writes beside other writes could not be checked", report.reads_uncheckable));
  }
  result.reads_checked = report.reads_checked;
  result.reads_uncheckable = report.reads_uncheckable;
  result.share_followed = 1.0 / static_cast<double>(std::uint64_t{1} << driven.sample.shift);
  if (driven.sample.shift != 0) result.warnings.push_back("verification followed a share of the slots: the run is too long to log");
  if (driven.log_full) result.warnings.push_back("the run ended early: logged_operations_max reached; use --ops or --no-verify");
  result.verified = result.failures.empty() ? Verified::yes : Verified::failed;
}

DeviceReport report_of(Device<Host>& device, const StrategyCard& card) {
  Streams<Host>& streams = device.streams();
  const Codec& codec = streams.codec();
  const bool readers_have_own = !card.reads_take_stream && card.stores_pages && codec.decompression_has_state();
  return {.mm_stat = device.mm_stat(),
          .io_stat = device.io_stat(),
          .debug_stat = device.debug_stat(),
          .streams = streams.count(),
          .stream_bytes = streams.count() * streams.bytes_each(),
          .stream_bytes_max = streams.count_max() * streams.bytes_each(),
          .reader_bytes = readers_have_own ? device.store().options().threads * codec.work_memory_bytes() : 0,
          .slot_lock = std::string(to_string(device.store().options().slot_lock))};
}

// Writes may fail for want of memory that was limited, or made scarce, on purpose. Any other failure is the lab's.
void judge_failed_writes(const RunOptions& options, const StrategyCard& card, Result& result) {
  const std::uint64_t failed = result.device->io_stat.failed_writes;
  if (failed == 0) return;
  const bool is_expected = options.mem_limit_bytes != 0 ||
                           (card.fails_without_memory && options.allocation_failure_share > 0);
  (is_expected ? result.warnings : result.failures).push_back(fmt::format("{} writes failed", failed));
}

// Bytes of the pool to touch ahead: what will be stored, a tenth for the gaps, and a zspage for each class.
std::size_t prefault_bytes(const PreparedPages& prepared, const Plan& plan, const Pool<Host>& pool) {
  const std::uint64_t stored = prepared.stored_bytes_max(plan);
  return stored + stored / 10 + pool.classes().classes().size() * pool.rules().chain_size * page_bytes;
}

}  // namespace

Experiment::Experiment(const RunOptions& options, Input& input) : options_(options), input_(input) {
  const std::size_t huge_threshold = SizeClassTable(options.era.pool).huge_threshold();
  for (const std::string& name : options.codecs) {
    CodecState state;
    state.codec = make_codec(name);
    state.prepared = std::make_unique<PreparedPages>(input.contents(), *state.codec, huge_threshold);
    codecs_.emplace(name, std::move(state));
  }
}

std::vector<PlannedRun> Experiment::schedule() const {
  std::vector<PlannedRun> runs;
  const Random seed(options_.seed);
  for (unsigned repetition = 0; repetition < options_.repetitions; ++repetition) {
    std::vector<std::vector<PlannedRun>> groups;  // each begins with its bare loop
    for (const std::string& codec : options_.codecs) {
      for (const ThreadIndex threads : options_.threads) {
        std::vector<PlannedRun> group;
        for (const std::string& strategy : options_.strategies) group.push_back({{strategy, codec, threads}, repetition});
        std::shuffle(group.begin(), group.end(), seed.fork(repetition * 1000 + threads));
        group.insert(group.begin(), {{std::string(bare_loop_name), codec, threads}, repetition});
        groups.push_back(std::move(group));
      }
    }
    std::shuffle(groups.begin(), groups.end(), seed.fork(repetition));
    for (const auto& group : groups) runs.insert(runs.end(), group.begin(), group.end());
  }
  return runs;
}

std::vector<Result> Experiment::run(const ExperimentEvents& events) {
  const std::vector<PlannedRun> runs = schedule();
  std::vector<Result> results;
  double bare_items_per_second = 0;
  for (const PlannedRun& planned : runs) {
    if (interrupt_requested) break;
    const std::size_t done = results.size();
    std::function<void(std::uint64_t)> on_progress;
    if (events.on_progress) {
      on_progress = [&](std::uint64_t operations) { events.on_progress(planned, done, runs.size(), operations); };
    }
    Result result = run_one(planned, on_progress);
    if (planned.cell.strategy == bare_loop_name) bare_items_per_second = result.measured.items_per_second();
    if (result.is_comparable() && bare_items_per_second > 0) result.efficiency = result.measured.items_per_second() / bare_items_per_second;
    if (events.on_result) events.on_result(result);
    results.push_back(std::move(result));
  }
  return results;
}

Result Experiment::run_one(const PlannedRun& run, const std::function<void(std::uint64_t)>& on_progress) {
  const Plan& plan = input_.plan(run.cell.threads);
  if (options_.warmup_operations != 0 || options_.warmup_ns != 0) warm_up(run);
  DriveOptions drive = drive_options(plan);
  drive.on_progress = on_progress;
  const MachineNoise noise;
  const CodecState& codec = codecs_.at(run.cell.codec);
  Result result = run.cell.strategy == bare_loop_name ? run_bare_loop(run, codec, plan, drive)
                                                       : run_strategy(run, codec, plan, drive);
  result.cell = run.cell;
  result.repetition = run.repetition;
  result.oversubscribed = run.cell.threads > options_.cpus.size();
  result.interrupted = interrupt_requested;
  noise.add_warnings(result);
  return result;
}

void Experiment::warm_up(const PlannedRun& run) {
  const Plan& plan = input_.plan(run.cell.threads);
  DriveOptions drive = drive_options(plan);
  drive.verify = false;
  drive.operations.reset();
  if (options_.warmup_operations != 0) drive.operations = options_.warmup_operations;
  drive.runtime_ns = options_.warmup_ns;
  drive.speed = 0;
  const CodecState& codec = codecs_.at(run.cell.codec);
  if (run.cell.strategy == bare_loop_name) {
    run_bare_loop(run, codec, plan, drive);
  } else {
    run_strategy(run, codec, plan, drive);
  }
}

DriveOptions Experiment::drive_options(const Plan& plan) const {
  DriveOptions drive;
  drive.operations = input_.operations_of_a_run(plan);
  drive.runtime_ns = options_.runtime_ns.value_or(0);
  drive.speed = options_.speed;
  drive.verify = options_.verify;
  drive.latency = options_.latency;
  drive.step_sample = options_.step_sample;
  drive.seed = options_.seed;
  drive.pin = plan.workers.size() <= options_.cpus.size();
  drive.cpus = options_.cpus;
  return drive;
}

DeviceOptions Experiment::device_options(const Cell& cell, const CodecState& codec, const Plan& plan) const {
  const auto& entry = find_by_name(strategies<Host>, cell.strategy, "strategy");
  DeviceOptions device;
  device.slot_count = plan.slot_count;
  device.slot_lock = options_.slot_lock.value_or(entry.card.slot_lock);
  device.pool.rules = options_.era.pool;
  device.pool.lock = options_.pool_lock;
  // Address space, not memory: four pages for each slot that can be filled, because zspages may be sparse, and some for the
  // zspages begun in each class.
  const std::uint64_t filled = std::min(plan.slot_count, plan.operation_count);
  device.pool.pages_max = std::min<std::size_t>(4 * filled + (256 + 2 * cell.threads) * chain_size_max, pool_pages_max);
  device.pool.no_wait_failure_share = options_.allocation_failure_share;
  device.pool.seed = options_.seed;
  device.mem_limit_bytes = options_.mem_limit_bytes;
  device.limit_tested_before_max = !options_.era.at_least(4, 4);
  device.codec = codec.codec;
  device.streams_max = options_.streams;
  device.threads = cell.threads;
  return device;
}

Result Experiment::run_strategy(const PlannedRun& run, const CodecState& codec, const Plan& plan, const DriveOptions& drive) {
  const auto& entry = find_by_name(strategies<Host>, run.cell.strategy, "strategy");
  Device<Host> device(device_options(run.cell, codec, plan), entry.make);
  device.store().pool().prefault(prefault_bytes(*codec.prepared, plan, device.store().pool()));
  if (plan.slot_count <= prefaulted_slots_max) device.store().slots().prefault();
  DeviceTarget<Host> target(device);
  DriveOptions options = drive;
  options.verify = drive.verify && entry.card.stores_pages;
  DriveResult driven = drive_on_host<DeviceTarget<Host>>(plan, options, [&](std::size_t) -> auto& { return target; });

  Result result;
  result.is_baseline = !entry.card.stores_pages;
  result.device = report_of(device, entry.card);
  result.pinned = driven.pinned;
  if (entry.card.disables_preemption && Host::emulates_preemption) {
    result.emulations.emplace_back("preemption off: a lock for each CPU stands in (docs/limits.md)");
  }
  if (entry.card.reads_sleep && device.store().options().slot_lock != SlotLockKind::sleeping_bit) {
    result.warnings.push_back(fmt::format("{} reads sleep under the slot lock, which {} does not allow: no kernel had both",
                                          run.cell.strategy, to_string(device.store().options().slot_lock)));
  }
  if (options.verify) verify(device, driven, plan, result);
  if (!entry.card.stores_pages) result.verified = Verified::not_stored;
  judge_failed_writes(options_, entry.card, result);
  if (result.device->io_stat.failed_reads != 0) {
    result.failures.push_back(fmt::format("{} reads failed", result.device->io_stat.failed_reads));
  }
  if (!result.failures.empty()) result.verified = Verified::failed;
  result.measured = std::move(driven.measured);
  return result;
}

Result Experiment::run_bare_loop(const PlannedRun& run, const CodecState& codec, const Plan& plan,
                                 const DriveOptions& drive) {
  DriveOptions options = drive;
  options.verify = false;  // its pages were checked when they were prepared
  const std::size_t away_bytes = codec.prepared->stored_bytes_max(plan) / run.cell.threads;
  std::vector<std::unique_ptr<BareLoop>> loops;
  for (ThreadIndex worker = 0; worker < run.cell.threads; ++worker) {
    loops.push_back(std::make_unique<BareLoop>(*codec.prepared, *codec.codec, away_bytes));
  }
  Plan free_plan;  // nothing waits in the bare loop
  const Plan* driven_plan = &plan;
  if (plan.order != ReplayOrder::none) {
    free_plan = plan;
    free_plan.order = ReplayOrder::none;
    driven_plan = &free_plan;
  }
  DriveResult driven =
      drive_on_host<BareLoop>(*driven_plan, options, [&](std::size_t worker) -> BareLoop& { return *loops[worker]; });
  Result result;
  result.is_baseline = true;
  result.measured = std::move(driven.measured);
  result.pinned = driven.pinned;
  result.verified = drive.verify ? Verified::yes : Verified::no;
  return result;
}

}  // namespace zramlab
