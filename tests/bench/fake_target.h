// A target that stores no pages but knows what was asked of it.
#pragma once

#include "bench/worker.h"
#include "tests/bench/support.h"

#include <atomic>
#include <cstring>
#include <functional>
#include <vector>

namespace zramlab::test {

// Counts each operation of a plan by its place in the recorded order (PlannedOperation::time_ns).
//
// 1. Keeps the changes of each slot, and under strict order all operations, in a plain vector: that is free of races only if
//    the driver really keeps one slot's operations apart, which ThreadSanitizer then checks.
// 2. A read answers with the page that its slot holds, so that what was logged of it can be told.
class FakeTarget {
 public:
  explicit FakeTarget(const Plan& plan)
      : plan_(plan), counts_(plan.operation_count), seen_(plan.slot_count), held_(plan.slot_count, no_content) {}

  Outcome write(const PlannedOperation& operation, PageView page, StepTimes* times) {
    if (times != nullptr) times->ticks.fill(1);
    if (std::memcmp(page.data(), plan_.contents->page(operation.content).data(), page_bytes) != 0) ++foreign_pages_;
    return done(operation, operation.content);
  }
  Outcome write_partial(const PlannedOperation& operation, PageView page, StepTimes* times) {
    return write(operation, page, times);
  }
  Outcome read(const PlannedOperation& operation, PageSpan page) {
    const bool ordered = plan_.order == ReplayOrder::strict;
    const ContentIndex content = ordered ? held_[operation.slot] : no_content;
    if (content == no_content) {
      std::memset(page.data(), 0, page_bytes);
    } else {
      std::memcpy(page.data(), plan_.contents->page(content).data(), page_bytes);
    }
    counts_[operation.time_ns].fetch_add(1, memory_order_relaxed);
    if (ordered) seen_[operation.slot].push_back(operation.time_ns);
    return failure ? failure(operation) : Outcome::ok;
  }
  // The driver does not say which discard this is: `discards` counts them together.
  Outcome discard(SlotIndex slot) {
    discards.fetch_add(1, memory_order_relaxed);
    if (plan_.order == ReplayOrder::strict) held_[slot] = no_content;
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t count(std::uint64_t place) const { return counts_[place].load(memory_order_relaxed); }
  // The places of the slot's operations but discards, as they were done; without reads unless the order is strict.
  [[nodiscard]] const std::vector<std::uint64_t>& seen(SlotIndex slot) const { return seen_[slot]; }
  [[nodiscard]] std::uint64_t foreign_pages() const { return foreign_pages_; }

  std::function<Outcome(const PlannedOperation&)> failure;  // set before the run; none: all go well
  std::uint64_t forgets = ~std::uint64_t{0};  // the place of a write that it acknowledges and loses
  std::atomic<std::uint64_t> discards{0};

 private:
  Outcome done(const PlannedOperation& operation, ContentIndex content) {
    counts_[operation.time_ns].fetch_add(1, memory_order_relaxed);
    const Outcome outcome = failure ? failure(operation) : Outcome::ok;
    if (operation.time_ns == forgets) return outcome;
    if (plan_.order != ReplayOrder::none) {
      seen_[operation.slot].push_back(operation.time_ns);
      if (outcome == Outcome::ok) held_[operation.slot] = content;
    }
    return outcome;
  }

  const Plan& plan_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::vector<std::vector<std::uint64_t>> seen_;
  std::vector<ContentIndex> held_;
  std::atomic<std::uint64_t> foreign_pages_{0};
};

}  // namespace zramlab::test
