#include "bench/experiment.h"

#include "bench/device_memory.h"
#include "bench/interrupt.h"
#include "bench/machine_noise.h"
#include "bench/open_runs.h"
#include "bench/time_split.h"
#include "engine/backend/table.h"
#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace zramlab {

Experiment::Experiment(const RunOptions& options, Input& input)
    : options_(options), input_(input), world_(make_world(options, input)) {
  const std::size_t huge_threshold = SizeClassTable(options.era.pool).huge_threshold();
  for (const std::string& name : options.codecs) {
    CodecState state;
    state.name = name;
    state.codec = make_codec(name);
    state.prepared = std::make_unique<PreparedPages>(input.contents(), *state.codec, huge_threshold);
    codecs_.emplace(name, std::move(state));
  }
}

std::vector<PlannedRun> Experiment::schedule() const {
  std::vector<PlannedRun> runs;
  for (unsigned repetition = 0; repetition < options_.repetitions; ++repetition) {
    const std::vector<PlannedRun> more = schedule_of(repetition);
    runs.insert(runs.end(), more.begin(), more.end());
  }
  return runs;
}

std::vector<PlannedRun> Experiment::schedule_of(unsigned repetition) const {
  Random random = Random(options_.seed).fork(repetition);
  std::vector<std::vector<PlannedRun>> groups;  // each begins with its bare loop
  for (const std::string& codec : options_.codecs) {
    for (const ThreadIndex threads : options_.threads) {
      for (const Load& load : options_.arrival.loads) {
        std::vector<PlannedRun> group;
        for (const std::string& strategy : options_.strategies) group.push_back({{strategy, codec, threads, load.name}, repetition, load});
        std::shuffle(group.begin(), group.end(), random);
        group.insert(group.begin(), {{std::string(bare_loop_name), codec, threads, load.name}, repetition, load});
        groups.push_back(std::move(group));
      }
    }
  }
  std::shuffle(groups.begin(), groups.end(), random);
  std::vector<PlannedRun> runs;
  for (const auto& group : groups) runs.insert(runs.end(), group.begin(), group.end());
  return runs;
}

std::vector<Result> Experiment::run(const ExperimentEvents& events) {
  const std::vector<PlannedRun> runs = schedule();
  std::vector<Result> results;
  double bare_items_per_second = 0;
  for (const PlannedRun& planned : runs) {
    if (interrupt_requested) break;
    const std::size_t done = results.size();
    std::function<void(std::uint64_t)> on_progress;
    if (events.on_progress) {
      on_progress = [&](std::uint64_t operations) { events.on_progress(planned, done, runs.size(), operations); };
    }
    Result result = measure(planned, on_progress);
    if (planned.cell.strategy == bare_loop_name) bare_items_per_second = result.measured.items_per_second();
    // At a rate that is given all are equally fast.
    const bool is_closed = planned.load.unit == Load::Unit::closed;
    if (is_closed && result.is_comparable() && bare_items_per_second > 0) result.efficiency = result.measured.items_per_second() / bare_items_per_second;
    if (options_.has_kernel && result.is_comparable()) result.split = split_time(result, bare_items_per_second, options_.cpus.size());
    if (events.on_result) events.on_result(result);
    results.push_back(std::move(result));
  }
  return results;
}

Result Experiment::measure(const PlannedRun& run, const std::function<void(std::uint64_t)>& on_progress) {
  const Plan& plan = input_.plan(run.cell.threads);
  DriveOptions drive = drive_options(plan);
  drive.on_progress = on_progress;
  const MachineNoise noise;
  const CodecState& codec = codecs_.at(run.cell.codec);
  const CellTask task{run.cell, codec, plan, drive};
  check_device_memory(*codec.prepared, plan);
  Result result = OpenRuns(*world_, options_.arrival).run(task, run.load);
  result.repetition = run.repetition;
  result.oversubscribed = run.cell.threads > options_.cpus.size();
  result.steady_state = judge_steady_state(result.measured.series, options_.steady_state);
  warn_of_scratch_file(result);
  if (!options_.machine) noise.add_warnings(result);
  return result;
}

DriveOptions Experiment::drive_options(const Plan& plan) const {
  DriveOptions drive;
  drive.operations = input_.operations_of_a_run(plan);
  drive.runtime_ns = options_.runtime_ns.value_or(0);
  drive.warmup_operations = options_.warmup_operations;
  drive.warmup_ns = options_.warmup_ns;
  drive.verify = options_.verify;
  drive.latency = options_.latency;
  drive.step_sample = options_.step_sample;
  drive.seed = options_.seed;
  drive.pin = plan.workers.size() <= options_.cpus.size();
  drive.cpus = options_.cpus;
  return drive;
}

}  // namespace zramlab
