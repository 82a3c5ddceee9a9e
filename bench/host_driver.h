// The driver of the host world: a thread for each worker.
#pragma once

#include "bench/driver.h"
#include "bench/interrupt.h"
#include "bench/step_barrier.h"
#include "engine/platform/host/host.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace zramlab {

// Keeps the calling thread on these CPUs.
bool run_on(const std::vector<CpuIndex>& cpus);

// Drives one target for each worker (target_of(worker) -> Target&). BLOCKS until all workers ended.
template <class Target, class TargetOf>
class HostDriver {
 public:
  HostDriver(const Plan& plan, const DriveOptions& options, TargetOf target_of)
      : plan_(plan), options_(options), target_of_(target_of), turns_(plan.slot_count, plan.order, stop_),
        steps_(run_steps(plan, options)), barrier_(plan.workers.size()) {}

  DriveResult run() {
    prepare();
    std::vector<std::thread> threads;
    for (std::size_t worker = 0; worker < plan_.workers.size(); ++worker) {
      threads.emplace_back([this, worker] { work(worker); });
    }
    start();
    watch();
    for (std::thread& thread : threads) thread.join();
    std::vector<DriveResult> gathered;
    for (std::size_t step = 0; step < steps_.size(); ++step) gathered.push_back(gather(reports_[step], usages_[step], options_, &Host::to_ns));
    DriveResult result = combine(plan_, steps_, std::move(gathered));
    series_.finish({static_cast<std::uint64_t>(result.measured.elapsed_ns), result.measured.operations, sample_memory()});
    result.measured.series = series_.points();
    result.sample = task_->sample;
    result.pinned = options_.pin && pins_failed_.load(memory_order_relaxed) == 0;
    return result;
  }

 private:
  void prepare() {
    const std::size_t workers = plan_.workers.size();
    if (plan_.slot_count <= prefaulted_slots_max) turns_.prefault();
    task_.emplace(WorkerTask<Host>{.turns = turns_,
                                   .contents = *plan_.contents,
                                   .stop = stop_,
                                   .interrupt = interrupt_requested,
                                   .sample = sample_for(planned_operations(steps_)),
                                   .verify = options_.verify,
                                   .step_sample = options_.step_sample,
                                   .seed = options_.seed});
    usages_.assign(steps_.size(), std::vector<WorkerUsage>(workers));
    reports_ = make_reports(steps_, task_->sample, options_.verify);
  }

  void start() {
    while (ready_.load(memory_order_acquire) != plan_.workers.size()) std::this_thread::yield();
    begin_step(0);
    go_.store(1, memory_order_release);
    go_.notify_all();
  }

  // Nobody is at work when a step begins.
  void begin_step(std::size_t number) {
    const RunStep& step = steps_[number];
    if (number != 0) turns_.restart();
    // A step that ended by its time must not end the next one; whatever else stopped the run does.
    if (!is_over(reports_) && !interrupt_requested) stop_.store(false, memory_order_relaxed);
    const bool is_start = step.is_counted() && started_.load(memory_order_relaxed) == 0;
    if (is_start && number != 0 && options_.on_start) options_.on_start();
    // The scale is so near to 1 over such times that the counter's own is close enough to convert with.
    const double ticks_per_ns = 4294967296.0 / static_cast<double>(host::tick_scale.multiplier);
    // The first operations of an open loop are due when all workers have woken up.
    const bool is_open = step.is_counted() && options_.rate > 0;
    const Ticks start = Host::now() + static_cast<Ticks>((is_open ? 1e6 : 0) * ticks_per_ns);
    task_->schedule = step.is_counted() ? schedule_of(plan_, options_, start, ticks_per_ns) : Schedule{.start = start};
    task_->deadline = step.runtime_ns == 0 ? ~Ticks{0} : start + static_cast<Ticks>(static_cast<double>(step.runtime_ns) * ticks_per_ns);
    if (is_start) started_.store(start, memory_order_release);
  }

  void work(std::size_t worker) {
    Host::enter(static_cast<ThreadIndex>(worker));
    const bool placed = options_.pin ? host::pin_to(options_.cpus[worker % options_.cpus.size()]) : run_on(options_.cpus);
    if (!placed) pins_failed_.fetch_add(1, memory_order_relaxed);
    host::has_cpu_to_itself = options_.pin && placed;
    Target& target = target_of_(worker);
    ready_.fetch_add(1, memory_order_release);
    go_.wait(0, memory_order_acquire);
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      if (step != 0) barrier_.pass([&] { begin_step(step); });
      const WorkerUsage before = WorkerUsage::now();
      run_step(target, step, worker);
      usages_[step][worker] = WorkerUsage::now() - before;
    }
    Host::leave();
    ended_.fetch_add(1, memory_order_release);
    ended_.notify_all();
    // Another worker may be looking at where this one runs: its memory stays until all are done.
    for (std::uint32_t ended = ended_.load(memory_order_acquire); ended != plan_.workers.size();
         ended = ended_.load(memory_order_acquire)) {
      ended_.wait(ended, memory_order_acquire);
    }
  }

  void run_step(Target& target, std::size_t number, std::size_t worker) {
    const RunStep& step = steps_[number];
    WorkerReport& report = *reports_[number][worker];
    if (options_.latency) {
      Worker<Host, Target, true>(target, *task_, step.operations[worker], report).run(step.limits[worker]);
    } else {
      Worker<Host, Target, false>(target, *task_, step.operations[worker], report).run(step.limits[worker]);
    }
  }

  // Until every worker ended: looks every 10 ms, at first more often, how far they have come, which takes some 10 us of one CPU,
  // and reports progress five times a second, if anybody wants to know.
  void watch() {
    constexpr std::chrono::milliseconds longest_nap{10};
    constexpr std::chrono::milliseconds between_reports{200};
    std::chrono::microseconds nap{100};
    auto report_due = std::chrono::steady_clock::now();
    while (ended_.load(memory_order_acquire) != plan_.workers.size()) {
      add_to_series();
      if (const auto now = std::chrono::steady_clock::now(); options_.on_progress && now >= report_due) {
        options_.on_progress(operations_so_far(steps_, reports_));
        report_due = now + between_reports;
      }
      std::this_thread::sleep_for(nap);
      nap = std::min<std::chrono::microseconds>(2 * nap, longest_nap);
    }
  }

  void add_to_series() {
    const Ticks started = started_.load(memory_order_acquire);  // pairs with the release in begin_step()
    if (started == 0) return;
    const Ticks now = Host::now();
    if (now < started) return;
    const std::uint64_t at_ns = Host::to_ns(now - started);
    if (series_.is_due(at_ns)) series_.add({at_ns, operations_so_far(steps_, reports_), sample_memory()});
  }

  MemorySample sample_memory() const { return options_.sample_memory ? options_.sample_memory() : MemorySample{}; }

  const Plan& plan_;
  const DriveOptions& options_;
  TargetOf target_of_;
  std::atomic<bool> stop_{false};
  Turns<Host> turns_;
  std::optional<WorkerTask<Host>> task_;
  const std::vector<RunStep> steps_;
  StepBarrier<Host> barrier_;
  std::vector<StepReports> reports_;
  std::vector<std::vector<WorkerUsage>> usages_;
  std::atomic<Ticks> started_{0};  // when what counts began; 0: not yet
  Series series_{10'000'000};
  std::atomic<std::size_t> ready_{0};
  std::atomic<std::uint32_t> go_{0};
  std::atomic<std::uint32_t> ended_{0};
  std::atomic<std::uint32_t> pins_failed_{0};
};

template <class Target, class TargetOf>
DriveResult drive_on_host(const Plan& plan, const DriveOptions& options, TargetOf target_of) {
  return HostDriver<Target, TargetOf>(plan, options, target_of).run();
}

}  // namespace zramlab
