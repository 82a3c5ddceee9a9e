#include "workloads/trace_replay.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"

#include <fmt/format.h>

#include <utility>

namespace zramlab {

namespace {

std::size_t worker_of(const TraceRecord& record, std::uint64_t index, WorkerMapping mapping, std::size_t workers, Random& random) {
  switch (mapping) {
    case WorkerMapping::round_robin: return index / round_robin_batch % workers;
    case WorkerMapping::recorded_thread: return record.thread % workers;
    case WorkerMapping::recorded_cpu: return record.cpu % workers;
    case WorkerMapping::single: return index % workers;
    case WorkerMapping::random: return random.below(static_cast<std::uint32_t>(workers));
  }
  return 0;
}

PlannedOperation planned(const TraceRecord& record) {
  PlannedOperation operation;
  operation.time_ns = record.time_ns;
  operation.slot = record.slot;
  operation.content = record.content;
  operation.operation = record.operation;
  operation.offset = record.offset;
  operation.length = record.length;
  // A partial write of a whole page is a write.
  if (record.operation == Operation::partial && record.length == 0) operation.operation = Operation::write;
  return operation;
}

bool needs_content(const TraceRecord& record) {
  return record.operation == Operation::write || record.operation == Operation::partial;
}

}  // namespace

Plan plan_trace(const TraceReader& trace, std::shared_ptr<const PageStore> contents, ThreadIndex workers,
                WorkerMapping mapping, ReplayOrder order, std::uint64_t seed, std::optional<std::uint64_t> chosen_contents) {
  std::optional<Random> choose;
  if (chosen_contents) choose.emplace(*chosen_contents);
  Plan plan;
  plan.name = trace.file().stem().string();
  plan.workers.resize(workers);
  plan.contents = std::move(contents);
  plan.slot_count = trace.slot_count();
  plan.operation_count = trace.record_count();
  plan.order = order;
  plan.has_times = true;
  for (auto& operations : plan.workers) operations.reserve(trace.record_count() / workers + 1);

  Random random(seed);
  plan.workers_in_order.reserve(trace.record_count());
  trace.for_each_block([&](std::span<const TraceRecord> block) {
    for (const TraceRecord& record : block) {
      const std::uint64_t index = plan.workers_in_order.size();
      if (!choose && needs_content(record) && record.content == no_content) {
        throw bad_input(fmt::format("{}: record {} writes a page whose content the trace does not hold; import it again "
                                    "with --pages and --page-index, or give it pages with --content",
                                    trace.file().string(), index));
      }
      const std::size_t worker = worker_of(record, index, mapping, workers, random);
      plan.workers_in_order.push_back(static_cast<std::uint16_t>(worker));
      PlannedOperation operation = planned(record);
      if (choose && needs_content(record)) operation.content = (*choose).below(static_cast<std::uint32_t>(plan.contents->count()));
      plan.workers[worker].push_back(operation);
    }
  });
  expect_contents(plan);
  assign_turns(plan);
  return plan;
}

}  // namespace zramlab
