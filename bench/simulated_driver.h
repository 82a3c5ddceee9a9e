// The driver of the simulated world: a virtual thread for each worker, in virtual time.
#pragma once

#include "bench/driver.h"
#include "bench/interrupt.h"
#include "engine/base/input_error.h"
#include "engine/platform/virtual/simulated.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace zramlab {

// The machine that a run is simulated on.
struct SimulatedHardware {
  const MachineProfile& profile;
  const CostTable& costs;
  CpuIndex cpus = 0;             // the first so many of the profile's; 0: all
  Timeline* timeline = nullptr;
  bool find_hot_places = false;
};

// Drives `target` with a virtual thread for each worker of the plan. THROWS std::runtime_error, with the state of every
// thread, when the simulated run failed (a deadlock, a sleep in an atomic section).
template <class Target>
class SimulatedDriver {
 public:
  SimulatedDriver(const Plan& plan, const DriveOptions& options, const SimulatedHardware& hardware, Target& target)
      : plan_(plan), options_(options), hardware_(hardware), target_(target), turns_(plan.slot_count, plan.order, stop_) {}

  DriveResult run(SimulationReport& report) {
    prepare();
    SimulationOptions simulation{.profile = &hardware_.profile,
                                 .costs = &hardware_.costs,
                                 .seed = options_.seed,
                                 .threads = static_cast<ThreadIndex>(plan_.workers.size()),
                                 .pinned = options_.pin,
                                 .cpus = hardware_.cpus,
                                 .fault_share = {},
                                 .timeline = hardware_.timeline,
                                 .find_hot_places = hardware_.find_hot_places,
                                 .on_pulse = nullptr};
    if (options_.on_progress) simulation.on_pulse = [this] { tell_progress(); };
    SimulatedMachine machine(simulation, [this](ThreadIndex worker) { work(worker); });
    constexpr double ticks_per_ns = static_cast<double>(ps_per_ns);
    task_->schedule = schedule_of(plan_, options_, machine.start(), ticks_per_ns);
    if (!options_.operations) {
      task_->deadline = task_->schedule.start + static_cast<Ticks>(static_cast<double>(options_.runtime_ns) * ticks_per_ns);
    }
    report = machine.execute();
    if (report.failed) throw std::runtime_error("the simulated run failed: " + report.message);
    DriveResult result = gather(reports_, {}, options_, &Simulated::to_ns);
    result.measured.cpu_ns = static_cast<double>(report.time.working + report.time.accessing + report.time.spinning +
                                                 report.time.switching) / ticks_per_ns;
    result.measured.user_ns = result.measured.cpu_ns;
    result.measured.switches.voluntary = report.switches - std::min(report.switches, report.preemptions);
    result.measured.switches.involuntary = report.preemptions;
    result.sample = task_->sample;
    result.pinned = options_.pin;
    return result;
  }

 private:
  // Virtual clocks hold ten hours.
  void refuse_endless_schedule() const {
    constexpr double length_s_max = 30'000;
    if (options_.rate == 0 || !options_.operations || static_cast<double>(*options_.operations) / options_.rate < length_s_max) return;
    throw usage_error(fmt::format("--rate: {} operations at {:.3g} a second take {:.0f} s, and a simulated run can last {:.0f} s; use fewer "
                                  "--ops or a higher rate",
                                  *options_.operations, options_.rate, static_cast<double>(*options_.operations) / options_.rate, length_s_max));
  }

  void prepare() {
    refuse_endless_schedule();
    task_.emplace(WorkerTask<Simulated>{.turns = turns_,
                                        .contents = *plan_.contents,
                                        .stop = stop_,
                                        .interrupt = interrupt_requested,
                                        .sample = sample_for(planned_operations(options_)),
                                        .verify = options_.verify,
                                        .step_sample = options_.step_sample,
                                        .seed = options_.seed});
    for (std::size_t worker = 0; worker < plan_.workers.size(); ++worker) {
      limits_.push_back(options_.operations ? operations_of(plan_, worker, *options_.operations) : ~std::uint64_t{0});
      reports_.push_back(std::make_unique<WorkerReport>());
      if (options_.verify) reports_[worker]->log.resize(log_entries_of(options_, plan_, worker, limits_[worker]));
    }
  }

  void work(ThreadIndex worker) {
    const auto& operations = plan_.workers[worker];
    if (options_.latency) {
      Worker<Simulated, Target, true>(target_, *task_, operations, *reports_[worker]).run(limits_[worker]);
    } else {
      Worker<Simulated, Target, false>(target_, *task_, operations, *reports_[worker]).run(limits_[worker]);
    }
  }

  // A few times a second of real time.
  void tell_progress() {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < std::chrono::milliseconds(200)) return;
    told_ = now;
    std::uint64_t operations = 0;
    for (const auto& report : reports_) operations += report->progress.load(memory_order_relaxed);
    options_.on_progress(operations);
  }

  const Plan& plan_;
  const DriveOptions& options_;
  const SimulatedHardware& hardware_;
  Target& target_;
  std::atomic<bool> stop_{false};
  Turns<Simulated> turns_;
  std::optional<WorkerTask<Simulated>> task_;
  std::vector<std::uint64_t> limits_;
  std::vector<std::unique_ptr<WorkerReport>> reports_;
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace zramlab
