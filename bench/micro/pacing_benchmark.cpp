// What an open loop adds to an operation: the same worker over a target that does nothing, with and without a schedule. All
// operations are overdue, so that nothing is waited for.
#include "bench/worker.h"
#include "engine/platform/host/host.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <memory>

namespace zramlab {
namespace {

struct NothingTarget {
  Outcome write(const PlannedOperation&, PageView, StepTimes*) { return Outcome::ok; }
  Outcome write_partial(const PlannedOperation&, PageView, StepTimes*) { return Outcome::ok; }
  Outcome read(const PlannedOperation&, PageSpan) { return Outcome::ok; }
  Outcome discard(SlotIndex) { return Outcome::ok; }
};

// Worker::run over writes of one page; `timed` as with --latency.
template <bool timed>
void operation(benchmark::State& state, bool is_open) {
  constexpr std::size_t planned = 4096;
  PageStore contents;
  contents.add(std::array<std::byte, page_bytes>{});
  std::vector<PlannedOperation> operations(planned);
  for (std::size_t i = 0; i < planned; ++i) {
    operations[i].content = 0;
    operations[i].time_ns = i;
  }
  std::atomic<bool> stop{false};
  Turns<Host> turns(1, ReplayOrder::none, stop);
  const std::atomic<bool> interrupt{false};
  WorkerTask<Host> task{.turns = turns, .contents = contents, .stop = stop, .interrupt = interrupt, .sample = {}, .verify = false};
  const auto report = std::make_unique<WorkerReport>();
  NothingTarget target;
  for (auto _ : state) {
    // A tick for each planned microsecond: less than any operation takes.
    if (is_open) task.schedule = {.ticks_per_planned_ns = 0.001, .period_ns = planned, .start = Host::now()};
    Worker<Host, NothingTarget, timed>(target, task, operations, *report).run(planned);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(planned));
  state.counters["time_per_operation"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(planned),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void with_latency(benchmark::State& state, bool is_open) { operation<true>(state, is_open); }
void without_latency(benchmark::State& state, bool is_open) { operation<false>(state, is_open); }

BENCHMARK_CAPTURE(with_latency, closed, false);
BENCHMARK_CAPTURE(with_latency, open, true);
BENCHMARK_CAPTURE(without_latency, closed, false);
BENCHMARK_CAPTURE(without_latency, open, true);

}  // namespace
}  // namespace zramlab
