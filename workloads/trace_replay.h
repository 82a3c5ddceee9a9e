// A trace as a plan: which worker replays which record.
#pragma once

#include "traces/reader.h"
#include "workloads/plan.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zramlab {

enum class WorkerMapping : std::uint8_t {
  round_robin,      // batches of records to each worker in turn: the load is even whatever was recorded
  recorded_thread,  // all of a recorded thread's records to one worker
  recorded_cpu,     // all of a recorded CPU's
  single,           // one record to each worker in turn: an even schedule is even for each worker too
  random,           // each record to any worker: what arrives at random arrives at random at each worker too
};

// Records of a round-robin batch: reclaim swaps pages out in clusters of 32 (SWAP_CLUSTER_MAX), so neighbours in the recording
// come from one CPU.
inline constexpr std::uint64_t round_robin_batch = 32;

struct NamedMapping {
  std::string_view name;
  WorkerMapping mapping;
};
inline constexpr std::array<NamedMapping, 5> worker_mappings{{
    {"round-robin", WorkerMapping::round_robin},
    {"thread", WorkerMapping::recorded_thread},
    {"cpu", WorkerMapping::recorded_cpu},
    {"single", WorkerMapping::single},
    {"random", WorkerMapping::random},
}};

struct NamedOrder {
  std::string_view name;
  ReplayOrder order;
};
inline constexpr std::array<NamedOrder, 3> replay_orders{{
    {"strict", ReplayOrder::strict},
    {"relaxed", ReplayOrder::relaxed},
    {"none", ReplayOrder::none},
}};

constexpr std::string_view to_string(ReplayOrder order) {
  for (const NamedOrder& named : replay_orders) {
    if (named.order == order) return named.name;
  }
  return "unknown order";
}

// Every record once, for `workers` workers; `seed` is for the random mapping. With `chosen_contents`, a seed, what a write stores is not
// the trace's but one of `contents`, chosen by it. THROWS InputError (bad_input) for a trace that holds no contents for its writes, and
// whatever the reader finds wrong.
Plan plan_trace(const TraceReader& trace, std::shared_ptr<const PageStore> contents, ThreadIndex workers,
                WorkerMapping mapping, ReplayOrder order, std::uint64_t seed = 1,
                std::optional<std::uint64_t> chosen_contents = std::nullopt);

}  // namespace zramlab
