#include "bench/kernel_world.h"

#include "bench/device_run.h"
#include "bench/host_driver.h"
#include "bench/interrupt.h"
#include "bench/kernel/entry_cost.h"
#include "bench/kernel/leftovers.h"
#include "bench/kernel/zram_algorithm.h"
#include "bench/kernel_target.h"
#include "bench/plan_memory.h"
#include "engine/base/table.h"
#include "engine/device/slot_lock.h"

#include <unistd.h>

#include <algorithm>
#include <tuple>

namespace zramlab {

namespace {

MemorySample sample_memory(const ZramDevice& device, std::uint64_t stream_bytes) {
  const MmStat stat = device.mm_stat();
  return {.orig_data_size = stat.orig_data_size,
          .compr_data_size = stat.compr_data_size,
          .mem_used_total = stat.mem_used_total,
          .stream_bytes = stream_bytes};
}

// The kernel tells want of memory by EIO, and counts what failed.
void judge_failures(const IoStat& stat, bool is_limited, Result& result) {
  if (stat.failed_writes != 0) (is_limited ? result.warnings : result.failures).push_back(fmt::format("{} writes failed", stat.failed_writes));
  if (stat.failed_reads != 0) result.failures.push_back(fmt::format("{} reads failed", stat.failed_reads));
}

}  // namespace

KernelRuns::KernelRuns(const RunOptions& options) : options_(options), host_(options) {
  if (!options.dry_run) check_kernel();
}

void KernelRuns::check_kernel() const {
  // From here on Ctrl-C must not end the program before its devices are removed.
  catch_interrupts();
  if (const auto missing = missing_for_zram()) throw bad_input(*missing);
  offer_clean_up();
  for (const std::string& codec : options_.codecs) {
    const ZramAlgorithm algorithm = zram_algorithm_of(codec);
    const ZramDevice device({.algorithm = algorithm.name, .parameters = algorithm.parameters, .disksize_bytes = page_bytes});
    std::ignore = make_ios(device, 1);
  }
}

Result KernelRuns::run_strategy(const CellTask& task) {
  return task.cell.strategy == kernel_name ? run_kernel(task) : host_.run_strategy(task);
}

Result KernelRuns::run_kernel(const CellTask& task) {
  const ZramOptions zram = zram_options(task);
  const ZramDevice device(zram);
  const PageIos ios = make_ios(device, task.cell.threads);
  Result result = drive(task, device, ios);
  judge_failures(result.device->io_stat, zram.mem_limit_bytes != 0, result);
  if (!result.failures.empty()) result.verified = Verified::failed;
  if (options_.allocation_failure_share > 0 || task.plan.allocation_failure_share > 0) {
    result.warnings.emplace_back("the kernel's allocations fail when they have to, not when the workload says so");
  }
  result.kernel = describe(zram);
  if (!task.is_auxiliary && !interrupt_requested) {
    result.kernel->same_filled_write_ns = measure_entry_cost_ns(ios, device.slot_count(), task.drive.pin ? task.drive.cpus : std::vector<CpuIndex>{});
  }
  return result;
}

Result KernelRuns::drive(const CellTask& task, const ZramDevice& device, const PageIos& ios) const {
  std::vector<KernelTarget> targets;
  for (const auto& io : ios) targets.emplace_back(device, *io);
  Result result;
  std::optional<MmStat> mm_stat_start;
  DriveOptions options = task.drive;
  const std::uint64_t stream_bytes = report_of(task, device).stream_bytes;
  options.on_start = [&] { mm_stat_start = device.mm_stat(); };
  options.sample_memory = [&] { return sample_memory(device, stream_bytes); };
  DriveResult driven = drive_on_host<KernelTarget>(task.plan, options, [&](std::size_t worker) -> auto& { return targets[worker]; });
  // Statistics first: reading back is not part of the run.
  result.device = report_of(task, device);
  result.device->mm_stat_start = mm_stat_start;
  result.pinned = driven.pinned;
  if (options.verify) {
    read_back([&](SlotIndex slot, PageSpan page) { return device.read(slot, page); }, task.plan, driven, result.failures);
    conclude_verification(verify_reads(driven.log, *task.plan.contents), driven, result);
  }
  result.measured = std::move(driven.measured);
  result.measured.wait_ns = {};  // nobody saw when the stream was there
  return result;
}

ZramOptions KernelRuns::zram_options(const CellTask& task) const {
  const ZramAlgorithm algorithm = zram_algorithm_of(task.codec.name);
  const std::uint64_t own_limit = own_mem_limit(task.plan, *task.codec.prepared, options_.era.pool);
  return {.algorithm = algorithm.name,
          .parameters = algorithm.parameters,
          .disksize_bytes = task.plan.slot_count * page_bytes,
          .mem_limit_bytes = options_.mem_limit_bytes != 0 ? options_.mem_limit_bytes : own_limit};
}

KernelRuns::PageIos KernelRuns::make_ios(const ZramDevice& device, std::size_t count) const {
  PageIos ios;
  for (std::size_t i = 0; i < count; ++i) ios.push_back(find_by_name(page_ios, options_.io, "way to the kernel").make(device));
  return ios;
}

// The kernel does not tell what its streams take: a stream for each CPU since 4.7, before that one, with a buffer of two pages, since 6.15 a
// third for a copy, and the codec's memory, where that is not known the library's.
DeviceReport KernelRuns::report_of(const CellTask& task, const ZramDevice& device) const {
  const std::size_t known = kernel_work_memory_bytes(device.algorithm());
  const std::uint64_t bytes_each = (version_.at_least(6, 15) ? 3 : 2) * page_bytes + (known != 0 ? known : task.codec.codec->work_memory_bytes());
  const std::uint64_t streams = version_.at_least(4, 7) ? static_cast<std::uint64_t>(sysconf(_SC_NPROCESSORS_ONLN)) : 1;
  return {.mm_stat = device.mm_stat(),
          .mm_stat_start = {},
          .io_stat = device.io_stat(),
          .debug_stat = device.debug_stat(),
          .streams = streams,
          .stream_bytes = streams * bytes_each,
          .stream_bytes_max = streams * bytes_each,
          .reader_bytes = 0,
          .slot_lock = std::string(to_string(slot_lock_of(version_.major, version_.minor)))};
}

KernelReport KernelRuns::describe(const ZramOptions& zram) const {
  return {.release = version_.release,
          .strategy = std::string(strategy_of_kernel(version_)),
          .backend = zram.algorithm,
          .parameters = zram.parameters,
          .io = options_.io};
}

}  // namespace zramlab
