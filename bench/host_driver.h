// The driver of the host world: a thread for each worker.
#pragma once

#include "bench/driver.h"
#include "bench/interrupt.h"
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
      : plan_(plan), options_(options), target_of_(target_of), turns_(plan.slot_count, plan.order, stop_) {}

  DriveResult run() {
    prepare();
    std::vector<std::thread> threads;
    for (std::size_t worker = 0; worker < plan_.workers.size(); ++worker) {
      threads.emplace_back([this, worker] { work(worker); });
    }
    start();
    watch();
    for (std::thread& thread : threads) thread.join();
    DriveResult result = gather(reports_, usages_, options_, &Host::to_ns);
    result.sample = task_->sample;
    result.pinned = options_.pin && pins_failed_.load(memory_order_relaxed) == 0;
    return result;
  }

 private:
  void prepare() {
    const std::size_t workers = plan_.workers.size();
    const std::uint64_t planned = planned_operations(options_);
    if (plan_.slot_count <= prefaulted_slots_max) turns_.prefault();
    task_.emplace(WorkerTask<Host>{.turns = turns_,
                                   .contents = *plan_.contents,
                                   .stop = stop_,
                                   .interrupt = interrupt_requested,
                                   .sample = sample_for(planned),
                                   .verify = options_.verify,
                                   .step_sample = options_.step_sample,
                                   .seed = options_.seed});
    usages_.resize(workers);
    for (std::size_t worker = 0; worker < workers; ++worker) {
      limits_.push_back(options_.operations ? operations_of(plan_, worker, *options_.operations) : ~std::uint64_t{0});
      reports_.push_back(std::make_unique<WorkerReport>());
      if (options_.verify) reports_[worker]->log.resize(log_entries_of(options_, plan_, worker, limits_[worker]));
    }
  }

  void start() {
    while (ready_.load(memory_order_acquire) != plan_.workers.size()) std::this_thread::yield();
    // The scale is so near to 1 over such times that the counter's own is close enough to convert with.
    const double ticks_per_ns = 4294967296.0 / static_cast<double>(host::tick_scale.multiplier);
    // The first operations of an open loop are due when all workers have woken up.
    const double lead_ns = options_.rate > 0 ? 1e6 : 0;
    task_->schedule = schedule_of(plan_, options_, Host::now() + static_cast<Ticks>(lead_ns * ticks_per_ns), ticks_per_ns);
    if (!options_.operations) {
      task_->deadline = task_->schedule.start + static_cast<Ticks>(static_cast<double>(options_.runtime_ns) * ticks_per_ns);
    }
    go_.store(1, memory_order_release);
    go_.notify_all();
  }

  void work(std::size_t worker) {
    Host::enter(static_cast<ThreadIndex>(worker));
    const bool placed = options_.pin ? host::pin_to(options_.cpus[worker % options_.cpus.size()]) : run_on(options_.cpus);
    if (!placed) pins_failed_.fetch_add(1, memory_order_relaxed);
    host::has_cpu_to_itself = options_.pin && placed;
    Target& target = target_of_(worker);
    ready_.fetch_add(1, memory_order_release);
    go_.wait(0, memory_order_acquire);
    const WorkerUsage before = WorkerUsage::now();
    const auto& operations = plan_.workers[worker];
    if (options_.latency) {
      Worker<Host, Target, true>(target, *task_, operations, *reports_[worker]).run(limits_[worker]);
    } else {
      Worker<Host, Target, false>(target, *task_, operations, *reports_[worker]).run(limits_[worker]);
    }
    usages_[worker] = WorkerUsage::now() - before;
    Host::leave();
    ended_.fetch_add(1, memory_order_release);
    ended_.notify_all();
    // Another worker may be looking at where this one runs: its memory stays until all are done.
    for (std::uint32_t ended = ended_.load(memory_order_acquire); ended != plan_.workers.size();
         ended = ended_.load(memory_order_acquire)) {
      ended_.wait(ended, memory_order_acquire);
    }
  }

  // Reports progress five times a second, if anybody wants to know, until every worker ended. In between it looks every 10 ms
  // whether they have.
  void watch() {
    while (true) {
      const std::uint32_t ended = ended_.load(memory_order_acquire);
      if (ended == plan_.workers.size()) return;
      if (!options_.on_progress) {
        ended_.wait(ended, memory_order_acquire);
        continue;
      }
      std::uint64_t operations = 0;
      for (const auto& report : reports_) operations += report->progress.load(memory_order_relaxed);
      options_.on_progress(operations);
      for (int i = 0; i < 20 && ended_.load(memory_order_acquire) != plan_.workers.size(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
  }

  const Plan& plan_;
  const DriveOptions& options_;
  TargetOf target_of_;
  std::atomic<bool> stop_{false};
  Turns<Host> turns_;
  std::optional<WorkerTask<Host>> task_;
  std::vector<std::uint64_t> limits_;
  std::vector<std::unique_ptr<WorkerReport>> reports_;
  std::vector<WorkerUsage> usages_;
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
