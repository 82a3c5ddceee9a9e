// Who may touch a slot next: keeps operations on one slot in the order in which they were recorded.
#pragma once

#include "engine/base/zeroed_array.h"
#include "engine/platform/platform.h"
#include "workloads/plan.h"

#include <atomic>

namespace zramlab {

// 1. A worker goes through its operations in recorded order, so the earliest unfinished operation of all can always
//    run: waiting for a turn cannot deadlock.
// 2. Waits end early, with false, once `stop` is set.
template <Platform P>
class Turns {
 public:
  Turns(std::size_t slot_count, ReplayOrder order, const std::atomic<bool>& stop)
      : done_(order == ReplayOrder::none ? 0 : slot_count), order_(order), stop_(stop) {}

  // Touches the memory that keeps the turns, ahead of a timed run.
  void prefault() { done_.prefault(); }

  // REQUIRES that `stop` is set. Whoever waits sees it, also where only a change of what it waits for would show it.
  void tell_stopped() {
    for (std::size_t slot = 0; slot < done_.size(); ++slot) P::look_again(done_[slot]);
  }

  // Starts over: nothing is done. REQUIRES that no worker is at work.
  void restart() {
    for (std::size_t slot = 0; slot < done_.size(); ++slot) {
      if (P::peek(done_[slot]) != 0) P::poke(done_[slot], 0);
    }
  }

  // Whether all is done that `operation` must wait for, in the given pass of the plan.
  [[nodiscard]] bool is_at_hand(const PlannedOperation& operation, std::uint32_t pass) {
    // Acquire pairs with the release in finish().
    return order_ == ReplayOrder::none || reached(P::peek(done_[operation.slot]), turn_of(operation, pass));
  }

  // Waits until all is done that `operation` must wait for, in the given pass of the plan.
  [[nodiscard]] bool wait(const PlannedOperation& operation, std::uint32_t pass) {
    if (order_ == ReplayOrder::none) return true;
    if (is_at_hand(operation, pass)) [[likely]] return true;
    const std::uint32_t wanted = turn_of(operation, pass);
    bool stopped = false;
    P::wait_outside(done_[operation.slot], [&](std::uint32_t done) {
      stopped = stop_.load(memory_order_relaxed);
      return stopped || reached(done, wanted);
    });
    return !stopped;
  }

  void finish(const PlannedOperation& operation, std::uint32_t pass) {
    if (order_ == ReplayOrder::none || !operation.takes_turn(order_)) return;
    P::poke(done_[operation.slot], turn_of(operation, pass) + 1);
  }

 private:
  // Counts may wrap round: only differences matter.
  static bool reached(std::uint32_t done, std::uint32_t wanted) { return static_cast<std::int32_t>(done - wanted) >= 0; }
  static std::uint32_t turn_of(const PlannedOperation& operation, std::uint32_t pass) {
    return operation.turn + pass * operation.turns_total;
  }

  ZeroedArray<typename P::template Atomic<std::uint32_t>> done_;
  ReplayOrder order_;
  const std::atomic<bool>& stop_;
};

}  // namespace zramlab
