#include "bench/calibrate/driver_costs.h"

#include "bench/calibrate/samples.h"
#include "bench/calibrate/stopwatch.h"
#include "bench/worker.h"
#include "engine/base/random.h"
#include "engine/platform/host/host.h"

#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

constexpr std::uint32_t slots = 16'384;  // as many pages as have left the second-level cache before they come again

// Reads a page of 64 MiB for each write, so that the driver finds its own data where a codec would have left it: not in the first caches.
// Ends as a device does, by unlocking, which waits for what went before. Keeps the times between its writes.
class PageReader {
 public:
  PageReader() : pages_(std::size_t{slots} * page_bytes, std::byte{1}) {}

  Outcome write(const PlannedOperation& operation, PageView, StepTimes*) {
    if (since_) between_ps_ += since_->elapsed_ps();
    std::memcpy(page_.data(), pages_.data() + std::size_t{operation.slot} * page_bytes, page_bytes);
    lock_.exchange(0, std::memory_order_release);
    since_.emplace();
    return Outcome::ok;
  }
  Outcome write_partial(const PlannedOperation& operation, PageView page, StepTimes* times) { return write(operation, page, times); }
  Outcome read(const PlannedOperation&, PageSpan) { return Outcome::ok; }
  Outcome discard(SlotIndex) { return Outcome::ok; }

  // Since the last call, over all writes.
  double take_between_ns() {
    since_.reset();
    return static_cast<double>(std::exchange(between_ps_, 0)) / 1e3;
  }

 private:
  std::vector<std::byte> pages_;
  std::atomic<std::uint32_t> lock_{0};
  std::optional<Stopwatch> since_;
  std::uint64_t between_ps_ = 0;
  alignas(page_bytes) std::array<std::byte, page_bytes> page_{};
};

// Each slot is written once, in no order that a CPU could guess.
std::vector<PlannedOperation> writes_of_every_slot() {
  std::vector<PlannedOperation> operations(slots);
  Random random(1);
  for (std::uint32_t i = 0; i < slots; ++i) operations[i] = {.slot = i, .content = 0, .turns_total = 1};
  for (std::uint32_t i = slots; i > 1; --i) std::swap(operations[i - 1], operations[random.below(i)]);
  return operations;
}

}  // namespace

double driver_ns() {
  constexpr std::size_t passes = 15;
  PageStore contents;
  contents.add(std::array<std::byte, page_bytes>{});
  const std::vector<PlannedOperation> operations = writes_of_every_slot();
  std::atomic<bool> stop{false};
  const std::atomic<bool> interrupt{false};
  Turns<Host> turns(slots, ReplayOrder::strict, stop);
  turns.prefault();
  const WorkerTask<Host> task{.turns = turns, .contents = contents, .stop = stop, .interrupt = interrupt, .sample = {}, .verify = false};
  const auto report = std::make_unique<WorkerReport>();
  const auto target = std::make_unique<PageReader>();
  const auto worker = std::make_unique<Worker<Host, PageReader, true>>(*target, task, operations, *report);
  Host::enter(0);
  const double ns = median_of(passes, [&] {
    turns.restart();
    worker->run(slots);
    return target->take_between_ns() / (slots - 1);
  });
  Host::leave();
  return ns;
}

}  // namespace zramlab
