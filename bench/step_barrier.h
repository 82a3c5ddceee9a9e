// Where workers wait for each other between two steps of a run.
#pragma once

#include "engine/platform/platform.h"

#include <cstddef>
#include <cstdint>

namespace zramlab {

template <Platform P>
class StepBarrier {
 public:
  explicit StepBarrier(std::size_t workers) : workers_(workers) {}

  // BLOCKS until every worker is here. The last one calls between() before anybody goes on.
  template <class Between>
  void pass(Between between) {
    // Nobody can go on to the next round before this worker has come.
    const std::uint32_t round = round_.load(memory_order_acquire);
    // Acquire and release: between() sees what the others did, and they see what it does by way of round_.
    if (arrived_.fetch_add(1, memory_order_acq_rel) + 1 == workers_) {
      arrived_.store(0, memory_order_relaxed);
      between();
      round_.store(round + 1, memory_order_release);  // pairs with the loads of round_
      P::wake_all(round_);
      return;
    }
    while (round_.load(memory_order_acquire) == round) P::sleep_while(round_, round);
  }

 private:
  std::size_t workers_;
  typename P::template Atomic<std::uint32_t> arrived_{0};
  typename P::template Atomic<std::uint32_t> round_{0};
};

}  // namespace zramlab
