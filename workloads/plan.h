// What each worker of a run will do: operations laid out before the clock starts, so that the hot path decides nothing.
#pragma once

#include "engine/base/types.h"
#include "traces/page_store.h"
#include "traces/record.h"
#include "traces/spilling_allocator.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// How far operations on one slot keep the order in which they were recorded.
enum class ReplayOrder : std::uint8_t {
  strict,   // each waits for all before it
  relaxed,  // each waits for the writes before it; reads may be overtaken
  none,     // nothing waits
};

// One operation of one worker. 32 bytes, read in order.
struct PlannedOperation {
  std::uint64_t time_ns = 0;  // since the pass began, for an open loop
  SlotIndex slot = 0;
  ContentIndex content = no_content;  // reads: what was last written there, where the plan knows
  std::uint32_t turn = 0;         // operations on this slot that this one waits for
  std::uint32_t turns_total = 0;  // operations on this slot that take a turn, in one pass of the plan
  std::uint16_t offset = 0;       // of a partial write, in bytes
  std::uint16_t length = 0;
  Operation operation = Operation::write;

  // Whether later operations on the slot wait for this one.
  [[nodiscard]] bool takes_turn(ReplayOrder order) const {
    return order == ReplayOrder::strict || operation != Operation::read;
  }
};

// What one worker does. Obeys --memory.
using PlannedOperations = SpillingVector<PlannedOperation>;

// A stretch of a plan that all workers begin together, when the one before it is over.
struct PlanPhase {
  std::string label;
  std::string workload;  // as written
  // Of each worker: which of its operations belong to it. They start over until the phase is over.
  struct Part {
    std::size_t first = 0;
    std::size_t count = 0;
  };
  std::vector<Part> parts;
  std::optional<std::uint64_t> operations;  // over all workers; nullopt: until runtime_ns is over
  std::uint64_t runtime_ns = 0;
};

// 1. Immutable during a run.
// 2. Every content index is below contents->count(); every slot below slot_count.
struct Plan {
  std::string name;  // as results call the workload
  std::vector<PlannedOperations> workers;
  SpillingVector<std::uint16_t> workers_in_order;  // the worker of each operation, as recorded; empty where nothing is ordered
  std::shared_ptr<const PageStore> contents;
  std::uint64_t slot_count = 0;
  std::uint64_t operation_count = 0;  // in one pass, over all workers
  ReplayOrder order = ReplayOrder::strict;
  bool has_times = false;  // of the operations: recorded, or part of the pattern
  double period_ns = 0;    // on the schedule of an open loop (workloads/arrival.h), from one pass to the next; 0: there is none

  // Of a workload file: its phases, so many times. Empty: all of the plan is one, as long as the run is to be.
  std::vector<PlanPhase> phases;
  std::uint32_t loops = 1;

  // What each worker writes before the clock starts; empty: nothing.
  std::vector<PlannedOperations> population;

  // Memory that is scarce on purpose: a limit, as a share of what the pages need, and a share of the allocations that may not wait.
  double mem_limit_share = 0;  // 0: no limit
  double allocation_failure_share = 0;
};

// How many of worker `worker`'s operations are among the first `count` of the plan, which starts over when it ends. Without a
// recorded order every worker gets its share.
std::uint64_t operations_of(const Plan& plan, std::size_t worker, std::uint64_t count);

// Operations of a phase that worker `worker` does, where it ends by number.
std::uint64_t operations_of(const PlanPhase& phase, std::size_t worker);

// Tells each read what its slot holds by then, and no_content where nothing was written or the plan cannot know: after a
// partial write. Without a recorded order the workers are taken to be equally fast. Before the first operation the slots hold what
// the population wrote and then the first `warm_up` operations left there.
void expect_contents(Plan& plan, std::uint64_t warm_up = 0);

// Gives each operation its turn and its slot's number of turns, as plan.order and plan.workers_in_order want.
void assign_turns(Plan& plan);

}  // namespace zramlab
