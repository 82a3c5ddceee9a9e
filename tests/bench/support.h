// What the tests of the program's parts share: stores of pages to tell apart, plans made by hand.
#pragma once

#include "bench/verification.h"
#include "engine/base/random.h"
#include "tests/support/pages.h"
#include "traces/page_store.h"
#include "workloads/plan.h"

#include <memory>
#include <utility>
#include <vector>

namespace zramlab::test {

// `count` pages of text, no two alike.
inline std::shared_ptr<const PageStore> store_of(std::size_t count) {
  PageStore store;
  for (std::size_t i = 0; i < count; ++i) store.add(text_page(i + 1));
  return std::make_shared<const PageStore>(std::move(store));
}

// How a plan made by hand looks.
struct PlanShape {
  std::size_t workers = 2;
  std::size_t operations = 1000;
  std::uint32_t slots = 8;
  ReplayOrder order = ReplayOrder::strict;
  double reads = 0.4;
  double discards = 0.05;
  std::uint64_t seed = 1;
};

// Random operations, dealt out to the workers at random. time_ns is each operation's place in the recorded order.
inline Plan random_plan(const PlanShape& shape, std::shared_ptr<const PageStore> contents) {
  Random random(shape.seed);
  Plan plan;
  plan.name = "random";
  plan.workers.resize(shape.workers);
  plan.slot_count = shape.slots;
  plan.operation_count = shape.operations;
  plan.order = shape.order;
  for (std::size_t i = 0; i < shape.operations; ++i) {
    PlannedOperation operation;
    operation.time_ns = i;
    operation.slot = random.below(shape.slots);
    operation.operation = random.chance(shape.reads)      ? Operation::read
                          : random.chance(shape.discards) ? Operation::discard
                                                          : Operation::write;
    if (operation.operation == Operation::write) {
      operation.content = random.below(static_cast<std::uint32_t>(contents->count()));
    }
    const std::uint32_t worker = random.below(static_cast<std::uint32_t>(shape.workers));
    plan.workers_in_order.push_back(static_cast<std::uint16_t>(worker));
    plan.workers[worker].push_back(operation);
  }
  plan.contents = std::move(contents);
  assign_turns(plan);
  return plan;
}

}  // namespace zramlab::test
