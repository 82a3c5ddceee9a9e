// The host's slots for each CPU: restartable sequences where the kernel and glibc have them, else compare-and-exchange.
#pragma once

#include "engine/platform/host/cpu.h"
#include "engine/platform/platform.h"

#include <atomic>
#include <vector>

namespace zramlab::host {

// A pointer slot of one CPU, without its type.
struct alignas(cache_line_bytes) CpuSlot {
  std::atomic<void*> pointer{nullptr};
  std::atomic<std::uint32_t> is_closed{1};
};

// Whether take and put are restartable sequences: x86-64, not under ThreadSanitizer, registered by glibc, and with the
// membarrier call that close() and publish() need. Else a locked instruction does each; a thread that migrates between the look
// at its CPU and that instruction then uses a slot of the CPU it left.
extern const bool uses_restartable_sequences;

void* restartable_take(CpuSlot* slots);
bool restartable_put(CpuSlot* slots, void* pointer);

// Every thread of the process has passed a full barrier, and no sequence begun before is still going on, when it returns.
void restart_everywhere();

template <class T>
class CpuSlots {
 public:
  CpuSlots() : slots_(possible_cpus()) {}

  T* take() {
    if (uses_restartable_sequences) return static_cast<T*>(restartable_take(slots_.data()));
    CpuSlot& slot = slots_[current_cpu()];
    if (slot.is_closed.load(memory_order_relaxed) != 0) return nullptr;
    return static_cast<T*>(slot.pointer.exchange(nullptr, memory_order_seq_cst));
  }

  bool put(T* item) {
    if (uses_restartable_sequences) return restartable_put(slots_.data(), item);
    CpuSlot& slot = slots_[current_cpu()];
    void* empty = nullptr;
    if (slot.is_closed.load(memory_order_seq_cst) != 0) return false;
    if (!slot.pointer.compare_exchange_strong(empty, item, memory_order_seq_cst, memory_order_relaxed)) return false;
    if (slot.is_closed.load(memory_order_seq_cst) == 0) return true;
    // It was closed meanwhile, and whoever closed it may have looked before the item was there.
    void* mine = item;
    return !slot.pointer.compare_exchange_strong(mine, nullptr, memory_order_seq_cst, memory_order_relaxed);
  }

  void open(CpuIndex cpu, T* item) {
    slots_[cpu].pointer.store(item, memory_order_relaxed);
    slots_[cpu].is_closed.store(0, memory_order_seq_cst);
  }

  T* close(CpuIndex cpu) {
    slots_[cpu].is_closed.store(1, memory_order_seq_cst);
    if (uses_restartable_sequences) restart_everywhere();
    return static_cast<T*>(slots_[cpu].pointer.exchange(nullptr, memory_order_seq_cst));
  }

  void publish() {
    if (uses_restartable_sequences) restart_everywhere();
  }

  [[nodiscard]] bool holds(CpuIndex cpu) const { return slots_[cpu].pointer.load(memory_order_seq_cst) != nullptr; }

 private:
  std::vector<CpuSlot> slots_;
};

}  // namespace zramlab::host
