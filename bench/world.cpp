#include "bench/world.h"

#include "bench/host_world.h"
#include "bench/kernel_world.h"
#include "bench/plan_memory.h"
#include "bench/simulated_world.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace zramlab {

void World::examine(const CellTask&, Result&) {}

nlohmann::ordered_json World::context() const { return nullptr; }

std::unique_ptr<World> make_world(const RunOptions& options, Input& input) {
  if (options.has_kernel) return std::make_unique<KernelRuns>(options);
  if (!options.machine) return std::make_unique<HostRuns>(options);
  return std::make_unique<SimulatedRuns>(options, input);
}

DeviceOptions device_options(const RunOptions& options, const CellTask& task, SlotLockKind slot_lock,
                             std::shared_ptr<const Codec> codec) {
  DeviceOptions device;
  device.slot_count = task.plan.slot_count;
  device.slot_lock = options.slot_lock.value_or(slot_lock);
  device.pool.rules = options.era.pool;
  device.pool.lock = options.pool_lock;
  // Address space, not memory: four pages for each slot that can be filled, because zspages may be sparse, and some for the
  // zspages begun in each class.
  std::uint64_t planned = task.plan.operation_count;
  for (const auto& operations : task.plan.population) planned += operations.size();
  const std::uint64_t filled = std::min(task.plan.slot_count, planned);
  device.pool.pages_max = std::min<std::size_t>(4 * filled + (256 + 2 * task.cell.threads) * chain_size_max, pool_pages_max);
  device.pool.no_wait_failure_share =
      options.allocation_failure_share > 0 ? options.allocation_failure_share : task.plan.allocation_failure_share;
  device.pool.seed = options.seed;
  device.mem_limit_bytes = options.mem_limit_bytes != 0 ? options.mem_limit_bytes : own_mem_limit(task.plan, *task.codec.prepared, options.era.pool);
  device.limit_tested_before_max = !options.era.at_least(4, 4);
  device.codec = std::move(codec);
  device.streams_max = options.streams;
  device.threads = task.cell.threads;
  return device;
}

}  // namespace zramlab
