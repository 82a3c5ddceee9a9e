#include "bench/settings.h"

#include <nlohmann/json.hpp>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

std::string_view name_of(WorkerMapping mapping) {
  for (const NamedMapping& named : worker_mappings) {
    if (named.mapping == mapping) return named.name;
  }
  return "unknown mapping";
}

ordered_json hotplug_of(const std::vector<HotplugEvent>& events) {
  ordered_json list = ordered_json::array();
  for (const HotplugEvent& event : events) list.push_back({{"at_ns", event.at_ns}, {"cpu", event.cpu}, {"online", event.is_online}});
  return list;
}

}  // namespace

ordered_json describe_settings(const RunOptions& options) {
  ordered_json settings = {{"on", name_of_world(options)},
                           {"cpus", options.cpus},
                           {"ops", or_null(options.operations)},
                           {"runtime_ns", or_null(options.runtime_ns)},
                           {"loops", options.loops},
                           {"warmup_ops", options.warmup_operations},
                           {"warmup_ns", options.warmup_ns},
                           {"streams", options.streams},
                           {"disksize", or_null(options.disksize_bytes)},
                           {"mem_limit", options.mem_limit_bytes},
                           {"era", options.era_name},
                           {"chain_size", options.era.pool.chain_size},
                           {"slot_lock", options.slot_lock ? ordered_json(to_string(*options.slot_lock)) : ordered_json("the strategy's own")},
                           {"pool_lock", options.pool_lock == PoolLock::per_class ? "class" : "pool"},
                           {"allocation_failures", options.allocation_failure_share},
                           {"order", to_string(options.order)},
                           {"map", name_of(options.mapping)},
                           {"arrival", to_string(options.arrival.kind)},
                           {"find_max_rate", options.arrival.goal.has_value()},
                           {"populate", options.populate_share},
                           {"content", options.content},
                           {"verify", options.verify},
                           {"latency", options.latency},
                           {"sample_steps", options.step_sample}};
  if (!options.hotplug.empty()) settings["hotplug"] = hotplug_of(options.hotplug);
  if (options.has_kernel) settings["io"] = options.io;
  return settings;
}

}  // namespace zramlab
