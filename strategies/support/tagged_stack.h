// A stack of small numbers without a lock.
#pragma once

#include "engine/platform/platform.h"

#include <cstdint>
#include <vector>

namespace zramlab {

// Treiber's stack. Each number below size() is on it at most once, and whoever popped it owns it.
//
// 1. head_ is (tag, top). Every change counts the tag up, so that an exchange fails when the top was taken and put back in
//    between, with something else below it. The tag comes round after 2^32 changes within one attempt.
// 2. below_[i] is what lies under i. Only who pushes i writes it; it may be read while somebody takes i away, and is not used then.
template <Platform P>
class TaggedStack {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  explicit TaggedStack(std::uint32_t size) : below_(size) {}

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(below_.size()); }

  // What came last, or `none`. Sequentially consistent, and sees what the pusher did before.
  std::uint32_t pop() {
    std::uint64_t seen = head_.load(memory_order_seq_cst);
    while (top_of(seen) != none) {
      const std::uint32_t top = top_of(seen);
      const std::uint32_t below = below_[top].load(memory_order_relaxed);
      // Acquire pairs with push().
      if (head_.compare_exchange_weak(seen, after(seen, below), memory_order_acquire, memory_order_acquire)) return top;
    }
    return none;
  }

  // Sequentially consistent.
  void push(std::uint32_t number) {
    std::uint64_t seen = head_.load(memory_order_relaxed);
    do {
      below_[number].store(top_of(seen), memory_order_relaxed);
    } while (!head_.compare_exchange_weak(seen, after(seen, number), memory_order_seq_cst, memory_order_relaxed));
  }

  // Calls `visit` with each number on the stack, at rest.
  template <class Visitor>
  void for_each(Visitor visit) const {
    for (std::uint32_t at = top_of(head_.load(memory_order_acquire)); at != none; at = below_[at].load(memory_order_relaxed)) {
      visit(at);
    }
  }

 private:
  static std::uint32_t top_of(std::uint64_t head) { return static_cast<std::uint32_t>(head); }
  static std::uint64_t after(std::uint64_t head, std::uint32_t top) { return (((head >> 32) + 1) << 32) | top; }

  alignas(cache_line_bytes) typename P::template Atomic<std::uint64_t> head_{none};
  alignas(cache_line_bytes) std::vector<typename P::template Atomic<std::uint32_t>> below_;
};

}  // namespace zramlab
