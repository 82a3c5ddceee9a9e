// One worker of a run: goes through its operations and measures them.
#pragma once

#include "bench/open_loop.h"
#include "bench/turns.h"
#include "bench/verification.h"
#include "engine/base/check.h"
#include "engine/base/histogram.h"
#include "engine/base/outcome.h"
#include "engine/base/random.h"
#include "engine/device/step_times.h"
#include "traces/page_store.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace zramlab {

// What all workers of a run share. Immutable while they run, but for the turns and the flag.
template <Platform P>
struct WorkerTask {
  Turns<P>& turns;
  const PageStore& contents;
  std::atomic<bool>& stop;             // a worker that ends early sets it, because others may wait for its turns
  const std::atomic<bool>& interrupt;  // Ctrl-C
  SlotSample sample;
  bool verify = true;
  std::uint32_t step_sample = 16;  // one write in this many, at random, has its steps and its stream wait timed
  std::uint64_t seed = 1;  // of the sampling
  std::function<void()> on_progress = {};  // of a simulated run: called by a worker now and then, between two operations
  Schedule schedule = {};
  Ticks deadline = ~Ticks{0};
  std::uint64_t operations_between_looks = 256;  // at the deadline and at Ctrl-C; a power of two
};

// What one worker found. Cache-line aligned: workers write theirs all the time.
struct alignas(cache_line_bytes) WorkerReport {
  std::uint64_t operations = 0;
  std::uint64_t failures = 0;
  bool had_work = false;
  Ticks begin = 0;
  Ticks end = 0;
  OpenLoopTimes open;
  Histogram write_ns;
  Histogram read_ns;
  Histogram wait_ns;
  std::array<Ticks, step_count> step_ticks{};
  std::uint64_t sampled_writes = 0;
  std::vector<LoggedOperation> log;  // sized before the start; the first log_count are used
  std::size_t log_count = 0;
  bool log_full = false;
  std::atomic<std::uint64_t> progress{0};  // operations so far, for who watches; not exact
};

// Target: write(PlannedOperation, PageView, StepTimes*), write_partial(…), read(PlannedOperation, PageSpan), discard(SlotIndex), each
// returning Outcome. `timed` false leaves out every clock that the operation itself does not need.
template <Platform P, class Target, bool timed>
class Worker {
 public:
  Worker(Target& target, const WorkerTask<P>& task, std::span<const PlannedOperation> operations, WorkerReport& report)
      : target_(target), task_(task), operations_(operations), report_(report),
        sampler_(Random(task.seed).fork(P::thread())), is_open_(task.schedule.is_open()) {}

  // Does `limit` operations, starting over when the plan ends, or fewer if stopped or out of time.
  void run(std::uint64_t limit) {
    ZRAMLAB_CHECK(std::has_single_bit(task_.operations_between_looks), "operations between looks are a power of two");
    if (operations_.empty()) limit = 0;
    report_.had_work = limit != 0;
    std::uint32_t pass = 0;
    std::size_t at = 0;
    report_.begin = is_open_ ? task_.schedule.start : P::now();
    std::uint64_t done = 0;
    for (; done < limit; ++done) {
      if (task_.stop.load(memory_order_relaxed)) break;
      const PlannedOperation& operation = operations_[at];
      P::begin_operation();
      if (!(is_open_ ? wait_until_due(operation, pass) : task_.turns.wait(operation, pass))) break;
      step(operation);
      task_.turns.finish(operation, pass);
      if ((done & 15) == 15) tell_progress(done + 1);
      if (((done + 1) & (task_.operations_between_looks - 1)) == 0) look_around();
      if (++at == operations_.size()) {
        at = 0;
        ++pass;
      }
    }
    // What was only accepted so far is part of the work.
    if constexpr (requires { target_.settle(); }) target_.settle();
    report_.end = std::max(P::now(), report_.begin);  // an open loop may be stopped before it begins
    report_.operations = done;
    report_.progress.store(done, memory_order_relaxed);
  }

 private:
  void tell_progress(std::uint64_t done) {
    report_.progress.store(done, memory_order_relaxed);
    if (task_.on_progress) task_.on_progress();
  }

  void look_around() {
    if (task_.interrupt.load(memory_order_relaxed) || P::now() >= task_.deadline) stop_all();
  }

  void stop_all() {
    if (!task_.stop.exchange(true, memory_order_relaxed)) task_.turns.tell_stopped();
  }

  // Until the operation is due, and then for its turn: false when stopped. The last look at the clock is the operation's start.
  bool wait_until_due(const PlannedOperation& operation, std::uint32_t pass) {
    due_ = task_.schedule.due(operation, pass);
    for (started_ = P::now(); started_ < due_; started_ = P::now()) {
      if (task_.interrupt.load(memory_order_relaxed) || started_ >= task_.deadline) stop_all();
      if (task_.stop.load(memory_order_relaxed)) return false;
      P::sleep_until(std::min(due_, task_.deadline));
    }
    if (!task_.turns.is_at_hand(operation, pass)) {
      if (!task_.turns.wait(operation, pass)) return false;
      started_ = P::now();
    }
    report_.open.started(due_, started_, P::to_ns(started_ - due_));
    return true;
  }

  // When the operation starts that is at hand.
  Ticks begin() const { return is_open_ ? started_ : P::now(); }

  void step(const PlannedOperation& operation) {
    switch (operation.operation) {
      case Operation::write:
        return change(operation, [&](StepTimes* times) {
          return target_.write(operation, task_.contents.page(operation.content), times);
        });
      case Operation::partial:
        return change(operation, [&](StepTimes* times) {
          return target_.write_partial(operation, task_.contents.page(operation.content), times);
        });
      case Operation::read: return read(operation);
      case Operation::discard: return discard(operation);
    }
  }

  template <class Write>
  void change(const PlannedOperation& operation, Write write) {
    if constexpr (timed) {
      StepTimes times;
      const bool sampled = sampler_.below(task_.step_sample) == 0;
      const Ticks start = begin();
      const Outcome outcome = write(sampled ? &times : nullptr);
      const Ticks end = P::now();
      report_.write_ns.record(P::to_ns(end - start));
      if (is_open_) report_.open.write_response_ns.record(P::to_ns(end - due_));
      if (sampled) add_steps(times);
      finish(operation, outcome, start, end, 0);
    } else {
      const Ticks start = task_.verify ? begin() : 0;
      const Outcome outcome = write(nullptr);
      finish(operation, outcome, start, task_.verify ? P::now() : 0, 0);
    }
  }

  void read(const PlannedOperation& operation) {
    const bool needs_time = timed || task_.verify;
    const Ticks start = needs_time ? begin() : 0;
    const Outcome outcome = target_.read(operation, page_);
    const Ticks end = needs_time ? P::now_ordered() : 0;
    if constexpr (timed) {
      report_.read_ns.record(P::to_ns(end - start));
      if (is_open_) report_.open.read_response_ns.record(P::to_ns(end - due_));
    }
    const bool hash_it = task_.verify && outcome == Outcome::ok && task_.sample.follows(operation.slot);
    finish(operation, outcome, start, end, hash_it ? content_hash(page_) : 0);
  }

  void discard(const PlannedOperation& operation) {
    const Ticks start = task_.verify ? begin() : 0;
    const Outcome outcome = target_.discard(operation.slot);
    finish(operation, outcome, start, task_.verify ? P::now() : 0, 0);
  }

  void add_steps(const StepTimes& times) {
    for (std::size_t step = 0; step < step_count; ++step) report_.step_ticks[step] += times.ticks[step];
    report_.wait_ns.record(P::to_ns(times.of(Step::get)));
    ++report_.sampled_writes;
  }

  void finish(const PlannedOperation& operation, Outcome outcome, Ticks start, Ticks end, std::uint64_t hash) {
    if (outcome != Outcome::ok) [[unlikely]] {
      ++report_.failures;
      return;
    }
    if (!task_.verify || !task_.sample.follows(operation.slot)) return;
    if (report_.log_count == report_.log.size()) [[unlikely]] {
      report_.log_full = true;
      stop_all();
      return;
    }
    report_.log[report_.log_count++] = {.start = start,
                                        .end = end,
                                        .hash = hash,
                                        .slot = operation.slot,
                                        .content = operation.content,
                                        .offset = operation.offset,
                                        .length = operation.length,
                                        .operation = operation.operation};
  }

  Target& target_;
  const WorkerTask<P>& task_;
  std::span<const PlannedOperation> operations_;
  WorkerReport& report_;
  Random sampler_;
  const bool is_open_;
  Ticks due_ = 0;      // of the operation at hand
  Ticks started_ = 0;
  alignas(page_bytes) std::array<std::byte, page_bytes> page_{};  // as the kernel's zram wants it (bench/kernel/zram_device.h)
};

}  // namespace zramlab
