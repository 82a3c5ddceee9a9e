// The driver of the simulated world: a virtual thread for each worker, in virtual time.
#pragma once

#include "bench/driver.h"
#include "bench/hotplug.h"
#include "bench/interrupt.h"
#include "bench/step_barrier.h"
#include "engine/base/input_error.h"
#include "engine/platform/virtual/simulated.h"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace zramlab {

// The machine that a run is simulated on.
struct SimulatedHardware {
  const MachineProfile& profile;
  const CostTable& costs;
  CpuIndex cpus = 0;             // the first so many of the profile's; 0: all
  Timeline* timeline = nullptr;
  bool find_hot_places = false;
  std::span<const HotplugEvent> hotplug{};
  // Tells the device: of a CPU that has gone, or of one that is about to come; returns whether it may.
  std::function<bool(CpuIndex, bool is_online)> on_hotplug{};
};

// Drives `target` with a virtual thread for each worker of the plan. THROWS std::runtime_error, with the state of every
// thread, when the simulated run failed (a deadlock, a sleep in an atomic section).
template <class Target>
class SimulatedDriver {
 public:
  SimulatedDriver(const Plan& plan, const DriveOptions& options, const SimulatedHardware& hardware, Target& target)
      : plan_(plan), options_(options), hardware_(hardware), target_(target), turns_(plan.slot_count, plan.order, stop_),
        steps_(run_steps(plan, options)), barrier_(plan.workers.size()) {}

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
                                 .on_pulse = nullptr,
                                 .operator_thread = nullptr};
    if (options_.on_progress) simulation.on_pulse = [this] { tell_progress(); };
    if (!hardware_.hotplug.empty()) simulation.operator_thread = [this] { switch_cpus(); };
    SimulatedMachine machine(simulation, [this](ThreadIndex worker) { work(worker); });
    constexpr double ticks_per_ns = static_cast<double>(ps_per_ns);
    begin_step(0, machine.start());
    report = machine.execute();
    if (report.failed) throw std::runtime_error("the simulated run failed: " + report.message);
    for (const CpuIndex cpu : offline_) hardware_.on_hotplug(cpu, true);  // what comes after the run may be on any
    std::vector<DriveResult> gathered;
    for (StepReports& step : reports_) gathered.push_back(gather(step, {}, options_, &Simulated::to_ns));
    DriveResult result = combine(plan_, steps_, std::move(gathered));
    series_.finish({static_cast<std::uint64_t>(result.measured.elapsed_ns), result.measured.operations, sample_memory()});
    result.measured.series = series_.points();
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
                                        .sample = sample_for(planned_operations(steps_)),
                                        .verify = options_.verify,
                                        .step_sample = options_.step_sample,
                                        .seed = options_.seed,
                                        .on_progress = [this] { add_to_series(); },
                                        .operations_between_looks = 1});  // a look takes no simulated time
    reports_ = make_reports(steps_, task_->sample, options_.verify);
  }

  // Nobody is at work when a step begins.
  void begin_step(std::size_t number, Ticks now) {
    constexpr double ticks_per_ns = static_cast<double>(ps_per_ns);
    const RunStep& step = steps_[number];
    if (number != 0) turns_.restart();
    // A step that ended by its time must not end the next one; whatever else stopped the run does.
    if (!is_over(reports_) && !interrupt_requested) stop_.store(false, memory_order_relaxed);
    const bool is_start = step.is_counted() && !started_;
    if (is_start && number != 0) {
      if (options_.on_start) options_.on_start();
      now = Simulated::now();
    }
    task_->schedule = step.is_counted() ? schedule_of(plan_, options_, now, ticks_per_ns) : Schedule{.start = now};
    task_->deadline = step.runtime_ns == 0 ? ~Ticks{0} : now + static_cast<Ticks>(static_cast<double>(step.runtime_ns) * ticks_per_ns);
    if (is_start) started_ = now;
  }

  void switch_cpus() {
    SimulatedMachine& machine = *SimulatedMachine::current();
    for (const HotplugEvent& event : hardware_.hotplug) {
      if (!machine.pause_until(machine.start() + event.at_ns * ps_per_ns)) return;
      if (event.is_online) {
        if (!hardware_.on_hotplug(event.cpu, true)) continue;  // no memory for its stream: it stays off-line
        machine.bring_online(event.cpu);
        std::erase(offline_, event.cpu);
      } else {
        machine.take_offline(event.cpu);
        hardware_.on_hotplug(event.cpu, false);
        offline_.push_back(event.cpu);
      }
    }
  }

  void work(ThreadIndex worker) {
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      if (step != 0) barrier_.pass([&] { begin_step(step, Simulated::now()); });
      run_step(step, worker);
    }
  }

  void run_step(std::size_t number, ThreadIndex worker) {
    const RunStep& step = steps_[number];
    WorkerReport& report = *reports_[number][worker];
    if (options_.latency) {
      Worker<Simulated, Target, true>(target_, *task_, step.operations[worker], report).run(step.limits[worker]);
    } else {
      Worker<Simulated, Target, false>(target_, *task_, step.operations[worker], report).run(step.limits[worker]);
    }
  }

  // A worker looks round between two operations: that costs no virtual time.
  void add_to_series() {
    if (!started_) return;
    const std::uint64_t at_ns = Simulated::to_ns(Simulated::now() - *started_);
    if (series_.is_due(at_ns)) series_.add({at_ns, operations_so_far(steps_, reports_), sample_memory()});
  }

  MemorySample sample_memory() const { return options_.sample_memory ? options_.sample_memory() : MemorySample{}; }

  // A few times a second of real time.
  void tell_progress() {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < std::chrono::milliseconds(200)) return;
    told_ = now;
    options_.on_progress(operations_so_far(steps_, reports_));
  }

  const Plan& plan_;
  const DriveOptions& options_;
  const SimulatedHardware& hardware_;
  Target& target_;
  std::atomic<bool> stop_{false};
  Turns<Simulated> turns_;
  std::optional<WorkerTask<Simulated>> task_;
  const std::vector<RunStep> steps_;
  StepBarrier<Simulated> barrier_;
  std::vector<StepReports> reports_;
  std::optional<Ticks> started_;  // when what counts began
  std::vector<CpuIndex> offline_;
  Series series_{10'000};
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace zramlab
