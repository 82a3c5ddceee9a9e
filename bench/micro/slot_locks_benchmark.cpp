// Taking a slot's lock, changing what the slot holds, and releasing it: each kind of lock over threads, each thread on a slot of
// its own (what writers do nearly always) and all on the same one.
#include "bench/micro/thread_counts.h"
#include "engine/device/slot_table.h"
#include "engine/platform/host/host.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>

namespace zramlab {
namespace {

// Slots that lie 64 bytes and more apart, so that only the lock is shared.
constexpr std::size_t slots_each = 64;

std::unique_ptr<SlotTable<Host>> shared_slots;

std::uint64_t sum_of_payloads(const SlotTable<Host>& slots) {
  std::uint64_t sum = 0;
  for (std::size_t slot = 0; slot < slots.size(); ++slot) sum += slots.state(static_cast<SlotIndex>(slot)).payload;
  return sum;
}

void change_slot(benchmark::State& state, SlotLockKind kind, bool same_slot) {
  const auto thread = static_cast<ThreadIndex>(state.thread_index());
  const auto threads = static_cast<std::size_t>(state.threads());
  if (thread == 0) shared_slots = std::make_unique<SlotTable<Host>>(threads * slots_each, kind);
  Host::enter(thread);
  const auto slot = static_cast<SlotIndex>(same_slot ? 0 : thread * slots_each);
  for (auto _ : state) {
    SlotLocked<Host> guard(*shared_slots, slot, SlotTable<Host>::Access::writing);
    SlotState held = shared_slots->state(slot);
    ++held.payload;
    shared_slots->set_state(slot, held);
  }
  state.SetItemsProcessed(state.iterations());
  if (thread == 0 && sum_of_payloads(*shared_slots) != static_cast<std::uint64_t>(state.iterations()) * threads) {
    state.SkipWithError("two threads held one lock: a change was lost");
  }
  Host::leave();
}

[[maybe_unused]] const bool registered = [] {
  for (const SlotLockEntry& entry : slot_locks) {
    const SlotLockKind kind = entry.kind;
    for (const bool same_slot : {false, true}) {
      register_over_threads(fmt::format("slot_lock/{}/{}", entry.name, same_slot ? "same_slot" : "own_slot"),
                            [kind, same_slot](benchmark::State& state) { change_slot(state, kind, same_slot); });
    }
  }
  return true;
}();

}  // namespace
}  // namespace zramlab
