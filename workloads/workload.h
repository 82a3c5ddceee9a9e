// Generated workloads: who writes which page to which slot, without a trace.
#pragma once

#include "engine/base/random.h"
#include "workloads/plan.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace zramlab {

// Parameters as written after the name: "swap-mixed:reads=0.3,slots=4096".
using WorkloadParameters = std::map<std::string, std::string, std::less<>>;

struct WorkloadRequest {
  std::shared_ptr<const PageStore> contents;  // REQUIRES at least one page
  ThreadIndex workers = 1;
  std::uint64_t operation_count = 0;  // over all workers; a plan holds at most planned_operations_max and is repeated
  std::uint64_t seed = 1;
  WorkloadParameters parameters;
  bool contents_chosen = false;  // somebody asked for these contents: a workload with pages of its own leaves those out
};

// Operations of each worker: the same number, one at least.
std::uint64_t operations_each(const WorkloadRequest& request);

// Slots that belong to one worker.
struct SlotRange {
  SlotIndex first = 0;
  std::uint32_t count = 0;
};

// A worker's part of `slots`, in which all workers have as many but for one.
SlotRange slots_of_worker(std::uint64_t slots, ThreadIndex worker, ThreadIndex workers);

// THROWS InputError (usage) where a workload in which each worker has slots of its own has too few.
void require_slot_each(std::string_view workload, std::uint64_t slots, ThreadIndex workers);

// Operations laid out at a time: 32 bytes each, so 128 MiB. A longer run repeats them.
inline constexpr std::uint64_t planned_operations_max = std::uint64_t{1} << 22;

// Slots a generated workload may ask for: a disk of 1 TiB.
inline constexpr double workload_slots_max = 1u << 28;

struct WorkloadEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view parameters;  // "reads=SHARE (default 0.5)", as help prints it
  Plan (*plan)(const WorkloadRequest&);
};

// Every generated workload.
std::span<const WorkloadEntry> workloads();

// The plan that `text` ("swap-out:slots=4096") names. THROWS InputError (usage) naming --workload.
Plan plan_workload(std::string_view text, WorkloadRequest request);

// A number from the parameters, taken out of them; `fallback` where it is not given. THROWS InputError (usage).
double take_number(WorkloadParameters& parameters, std::string_view name, double fallback, double lowest, double highest);

// THROWS InputError (usage) if a parameter was not taken: it is none of this workload's.
void refuse_unknown(const WorkloadParameters& parameters, std::string_view workload);

}  // namespace zramlab
