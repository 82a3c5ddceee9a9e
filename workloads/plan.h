// What each worker of a run will do: operations laid out before the clock starts, so that the hot path decides nothing.
#pragma once

#include "engine/base/types.h"
#include "traces/page_store.h"
#include "traces/record.h"
#include "traces/spilling_allocator.h"

#include <cstdint>
#include <memory>
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
  std::uint64_t time_ns = 0;  // since the first operation, for a timed replay
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
};

// How many of worker `worker`'s operations are among the first `count` of the plan, which starts over when it ends. Without a
// recorded order every worker gets its share.
std::uint64_t operations_of(const Plan& plan, std::size_t worker, std::uint64_t count);

// Tells each read what its slot holds by then, and no_content where nothing was written or the plan cannot know: after a
// partial write. Without a recorded order the workers are taken to be equally fast.
void expect_contents(Plan& plan);

// Gives each operation its turn and its slot's number of turns, as plan.order and plan.workers_in_order want.
void assign_turns(Plan& plan);

}  // namespace zramlab
