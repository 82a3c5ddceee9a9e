#include "bench/host_world.h"

#include "bench/device_run.h"
#include "bench/host_driver.h"
#include "engine/base/table.h"

namespace zramlab {

namespace {

// Bytes of the pool to touch ahead: what will be stored, a tenth for the gaps, and a zspage for each class.
std::size_t prefault_bytes(const PreparedPages& prepared, const Plan& plan, const Pool<Host>& pool) {
  const std::uint64_t stored = prepared.stored_bytes_max(plan);
  return stored + stored / 10 + pool.classes().classes().size() * pool.rules().chain_size * page_bytes;
}

}  // namespace

Result HostRuns::run_strategy(const CellTask& task) {
  const auto& entry = find_by_name(strategies<Host>, task.cell.strategy, "strategy");
  DeviceRun<Host> run(entry, device_options(options_, task, entry.card.slot_lock, task.codec.codec));
  Store<Host>& store = run.device().store();
  store.pool().prefault(prefault_bytes(*task.codec.prepared, task.plan, store.pool()));
  if (task.plan.slot_count <= prefaulted_slots_max) store.slots().prefault();
  Result result = run.run(task.plan, task.drive, [&](DeviceTarget<Host>& target, const DriveOptions& drive) {
    return drive_on_host<DeviceTarget<Host>>(task.plan, drive, [&](std::size_t) -> auto& { return target; });
  });
  if (entry.card.disables_preemption && Host::emulates_preemption) {
    result.emulations.emplace_back("preemption off: a lock for each CPU stands in (docs/limits.md)");
  }
  return result;
}

Result HostRuns::run_bare_loop(const CellTask& task) {
  DriveOptions options = task.drive;
  options.verify = false;  // its pages were checked when they were prepared
  const std::size_t away_bytes = task.codec.prepared->stored_bytes_max(task.plan) / task.cell.threads;
  std::vector<std::unique_ptr<BareLoop>> loops;
  for (ThreadIndex worker = 0; worker < task.cell.threads; ++worker) {
    loops.push_back(std::make_unique<BareLoop>(*task.codec.prepared, *task.codec.codec, away_bytes));
  }
  const FreePlan free_plan(task.plan);
  DriveResult driven = drive_on_host<BareLoop>(*free_plan, options,
                                               [&](std::size_t worker) -> BareLoop& { return *loops[worker]; });
  Result result;
  result.is_baseline = true;
  result.measured = std::move(driven.measured);
  result.pinned = driven.pinned;
  result.verified = task.drive.verify ? Verified::yes : Verified::no;
  return result;
}

}  // namespace zramlab
