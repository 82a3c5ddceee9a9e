// The virtual worlds' slots for each CPU. Part of virtual_platform.h.
#pragma once

#include "engine/platform/virtual/virtual_platform.h"

#include <cstdint>
#include <vector>

namespace zramlab {

// Slots for each CPU, exact: with preemption off nobody comes between the look at a slot and the change of it, so that a load and
// a store do what a restartable sequence does, at its cost.
template <class Machine>
template <class T>
class VirtualPlatform<Machine>::CpuSlots {
 public:
  CpuSlots() : slots_(closed_slots()) {}

  T* take(Place place = Place::current()) {
    const PreemptionOff<VirtualPlatform> here;
    Slot& slot = slots_[here.cpu()];
    const std::uintptr_t found = slot.load(memory_order_seq_cst, place);
    if (found == empty || found == closed) return nullptr;
    slot.store(empty, memory_order_seq_cst, place);
    return reinterpret_cast<T*>(found);
  }

  bool put(T* item, Place place = Place::current()) {
    const PreemptionOff<VirtualPlatform> here;
    Slot& slot = slots_[here.cpu()];
    if (slot.load(memory_order_seq_cst, place) != empty) return false;
    slot.store(reinterpret_cast<std::uintptr_t>(item), memory_order_seq_cst, place);
    return true;
  }

  void open(CpuIndex cpu, T* item) { slots_[cpu].store(reinterpret_cast<std::uintptr_t>(item), memory_order_seq_cst); }
  T* close(CpuIndex cpu) { return reinterpret_cast<T*>(slots_[cpu].exchange(closed, memory_order_seq_cst) & ~closed); }
  void publish() {}  // all is sequentially consistent
  [[nodiscard]] bool holds(CpuIndex cpu) const { return (slots_[cpu].load(memory_order_seq_cst) & ~closed) != 0; }

 private:
  static constexpr std::uintptr_t empty = 0;
  static constexpr std::uintptr_t closed = 1;

  struct Slot : Atomic<std::uintptr_t> {
    Slot() : Atomic<std::uintptr_t>(closed) {}
  };

  static std::vector<Slot> closed_slots() {
    // Whoever is at a slot has its CPU to itself: for a machine that tries every schedule the step that takes the CPU is enough.
    if constexpr (requires { typename Machine::Quiet; }) {
      const typename Machine::Quiet quiet;
      return std::vector<Slot>(cpu_count());
    } else {
      return std::vector<Slot>(cpu_count());
    }
  }

  std::vector<Slot> slots_;
};

}  // namespace zramlab
