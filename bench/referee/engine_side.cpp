#include "bench/referee/engine_side.h"

#include "engine/device/recount.h"
#include "strategies/single_stream.h"

#include <algorithm>

namespace zramlab {

namespace {

// Each slot's object may be the only one of a zspage of the longest chain, and the class of each size has one more. Pages that nobody
// touches cost nothing.
std::uint64_t pages_for(std::uint64_t slots, const PoolRules& rules) {
  constexpr std::uint64_t for_new_objects = 4096;
  return std::min<std::uint64_t>(slots * rules.chain_size + for_new_objects, pool_pages_max);
}

DeviceOptions device_options(const EngineSideOptions& options) {
  DeviceOptions device;
  device.slot_count = options.slots;
  device.pool.rules = options.era.pool;
  device.pool.lock = options.era.pool_lock;
  device.pool.pages_max = pages_for(options.slots, options.era.pool);
  device.mem_limit_bytes = options.mem_limit_bytes;
  device.limit_tested_before_max = !options.era.at_least(4, 4);
  device.codec = options.codec;
  return device;
}

}  // namespace

EngineSide::EngineSide(const EngineSideOptions& options) : options_(device_options(options)) { restart(); }

void EngineSide::restart() {
  device_.reset();  // before the next one takes its memory
  device_ = std::make_unique<Device<Host>>(options_, make_strategy<SingleStream<Host>, Host>);
}

std::vector<std::string> EngineSide::recount() { return zramlab::recount(*device_); }

}  // namespace zramlab
