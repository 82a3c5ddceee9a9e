#include "bench/simulated_world.h"

#include "bench/cost_tables.h"
#include "bench/device_run.h"
#include "bench/frozen_codec.h"
#include "bench/timeline/file.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"
#include "engine/platform/host/clock.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <span>
#include <stdexcept>

namespace zramlab {

namespace {

// The limit of a simulated run: pages compressed and copied away, and nothing else.
class SimulatedBareLoop {
 public:
  SimulatedBareLoop(const PreparedPages& prepared, const CostTable& costs) : prepared_(prepared), costs_(costs) {}

  Outcome write(const PlannedOperation& operation, PageView, StepTimes*) {
    if (prepared_.is_same_filled(operation.content)) return Outcome::ok;
    Simulated::charge(Work::compress, operation.content, costs_.pages[operation.content].compressed_bytes);
    Simulated::charge(Work::copy, operation.content, prepared_.stored_bytes(operation.content));
    return Outcome::ok;
  }
  Outcome write_partial(const PlannedOperation& operation, PageView page, StepTimes* times) {
    return write(operation, page, times);
  }
  Outcome read(const PlannedOperation& operation, PageSpan) {
    if (operation.content == no_content || prepared_.is_same_filled(operation.content)) return Outcome::ok;
    const std::size_t bytes = prepared_.stored_bytes(operation.content);
    Simulated::charge(bytes == page_bytes ? Work::copy : Work::decompress, operation.content, bytes);
    return Outcome::ok;
  }
  Outcome discard(SlotIndex) { return Outcome::ok; }

 private:
  const PreparedPages& prepared_;
  const CostTable& costs_;
};

// A run that failed says whose it was.
template <class Driver>
DriveResult run_named(Driver& driver, const Cell& cell, SimulationReport& report) {
  try {
    return driver.run(report);
  } catch (const InputError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("{}, {}, {} threads: {}", cell.strategy, cell.codec, cell.threads, error.what()));
  }
}

}  // namespace

SimulatedRuns::SimulatedRuns(const RunOptions& options, Input& input) : options_(options), input_(input) {
  SimulatedMachine::prepare_for(*options.machine);
}

const SimulatedRuns::FrozenState& SimulatedRuns::frozen(const CodecState& codec) {
  const auto found = frozen_.find(codec.name);
  if (found != frozen_.end()) return found->second;
  FrozenState state;
  state.costs = std::make_shared<CostTable>(cost_table_on(*options_.machine, input_.contents(), *codec.codec, codec.name));
  state.codec = std::make_shared<FrozenCodec>(codec.codec, input_.shared_contents(), state.costs);
  return frozen_.emplace(codec.name, std::move(state)).first->second;
}

Result SimulatedRuns::run_on(const MachineProfile& profile, const CellTask& task, Timeline* timeline) {
  const FrozenState& state = frozen(task.codec);
  const auto& entry = find_by_name(strategies<Simulated>, task.cell.strategy, "strategy");
  DeviceRun<Simulated> run(entry, device_options(options_, task, entry.card.slot_lock, state.codec));
  SimulationReport report;
  double seconds = 0;
  Result result = run.run(task.plan, task.drive, [&](DeviceTarget<Simulated>& target, const DriveOptions& drive) {
    const SimulatedHardware hardware{profile, *state.costs, static_cast<CpuIndex>(options_.cpus.size()), timeline, options_.hot_places, options_.hotplug,
                                     [&](CpuIndex cpu, bool is_online) { return target.switch_cpu(cpu, is_online); }};
    SimulatedDriver<DeviceTarget<Simulated>> driver(task.plan, drive, hardware, target);
    const std::uint64_t begin = host::clock_ns();
    DriveResult driven = run_named(driver, task.cell, report);
    seconds = static_cast<double>(host::clock_ns() - begin) / 1e9;
    return driven;
  });
  result.simulation = std::move(report);
  result.simulation_s = seconds;
  return result;
}

Result SimulatedRuns::run_strategy(const CellTask& task) {
  std::optional<TimelineFile> file;
  if (!options_.timeline.empty() && !task.is_auxiliary) file.emplace(options_.timeline, *options_.machine, task.cell);
  Result result = run_on(*options_.machine, task, file ? &file->timeline() : nullptr);
  if (file) file->finish();
  return result;
}

void SimulatedRuns::examine(const CellTask& task, Result& result) {
  // A rate that is given does not change with the machine.
  const bool has_own_rate = task.drive.rate == 0 && !task.is_auxiliary;
  if (options_.sensitivity && !result.is_baseline && has_own_rate) add_sensitivity(task, result);
}

void SimulatedRuns::add_sensitivity(const CellTask& task, Result& result) {
  DriveOptions drive = task.drive;
  drive.verify = false;  // the answers were checked on the machine as it is
  drive.latency = false;
  drive.on_progress = nullptr;
  const CellTask quick{task.cell, task.codec, task.plan, drive};
  for (std::size_t group = 0; group < parameter_group_count; ++group) {
    for (const double factor : {0.5, 2.0}) {
      if (interrupt_requested) return;
      const auto parameters = static_cast<ParameterGroup>(group);
      const Result scaled_result = run_on(scaled(*options_.machine, parameters, factor), quick, nullptr);
      if (interrupt_requested) return;  // it was cut off
      result.sensitivity.push_back({parameters, factor, scaled_result.measured.items_per_second()});
    }
  }
}

Result SimulatedRuns::run_bare_loop(const CellTask& task) {
  const FrozenState& state = frozen(task.codec);
  DriveOptions drive = task.drive;
  drive.verify = false;  // its pages were checked when they were prepared
  SimulatedBareLoop loop(*task.codec.prepared, *state.costs);
  const FreePlan free_plan(task.plan);
  const SimulatedHardware hardware{*options_.machine, *state.costs, static_cast<CpuIndex>(options_.cpus.size()), nullptr, false, options_.hotplug,
                                   [](CpuIndex, bool) { return true; }};
  Result result;
  SimulationReport report;
  SimulatedDriver<SimulatedBareLoop> driver(*free_plan, drive, hardware, loop);
  DriveResult driven = run_named(driver, task.cell, report);
  result.is_baseline = true;
  result.measured = std::move(driven.measured);
  result.pinned = driven.pinned;
  result.verified = task.drive.verify ? Verified::yes : Verified::no;
  result.simulation = std::move(report);
  return result;
}

nlohmann::ordered_json SimulatedRuns::context() const {
  const MachineProfile& machine = *options_.machine;
  const std::string profile = to_json(machine);
  nlohmann::ordered_json tables = nlohmann::ordered_json::object();
  for (const auto& [name, state] : frozen_) tables[name] = name_of(*state.costs);
  return {{"machine", machine.name},
          {"description", machine.description},
          {"profile", named_with_hash(machine.name, std::as_bytes(std::span(profile)))},
          {"cpus", machine.cpus.size()},
          {"cpus_used", options_.cpus.size()},
          {"cost_tables", tables}};
}

}  // namespace zramlab
