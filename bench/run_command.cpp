#include "bench/run_command.h"

#include "bench/content_report.h"
#include "bench/context.h"
#include "bench/experiment.h"
#include "bench/interrupt.h"
#include "bench/plan_text.h"
#include "bench/progress.h"
#include "bench/results_json.h"
#include "bench/results_table.h"
#include "engine/base/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>

namespace zramlab {

namespace {

void print_schedule(const Experiment& experiment, Input& input) {
  for (const PlannedRun& run : experiment.schedule()) {
    const auto operations = input.operations_of_a_run(input.plan(run.cell.threads));
    fmt::print("{}  repetition {}  {}\n", run_name(run.cell, input.name()), run.repetition,
               operations ? fmt::format("{} operations", *operations) : "until its time is over");
  }
}

// How a run's operations are to those that are laid out, if not the same.
std::string describe_length(const Plan& plan, std::optional<std::uint64_t> operations) {
  if (!operations || !plan.phases.empty() || *operations == plan.operation_count) return "";
  if (*operations < plan.operation_count) return fmt::format("  a run does the first {} of them\n", *operations);
  return fmt::format("  a run starts over until it has done {}\n", *operations);
}

void print_plans(const Experiment& experiment, Input& input, const RunOptions& options) {
  for (const ThreadIndex threads : options.threads) {
    const Plan& plan = input.plan(threads);
    fmt::print("\n{}", describe_plan(plan));
    fmt::print("{}", describe_length(plan, input.operations_of_a_run(plan)));
    for (const auto& [name, codec] : experiment.codecs()) fmt::print("{}", describe_memory(plan, name, *codec.prepared, options.era.pool));
  }
}

// The same for every strategy, so told once for each codec.
std::vector<ContentReport> describe_contents(const RunOptions& options, const Experiment& experiment, Input& input) {
  std::vector<ContentReport> reports;
  for (const std::string& codec : options.codecs) {
    reports.push_back(describe_content(input, input.plan(options.threads.front()), experiment.codecs().at(codec), options.machine.get()));
  }
  return reports;
}

void print_contents(const Input& input, std::span<const ContentReport> reports) {
  for (const ContentReport& report : reports) fmt::print("{}", to_text(report));
  for (const std::string& note : input.content_notes()) fmt::print("note: {}\n", note);
}

ExitCode conclude(const RunOptions& options, std::span<const Result> results) {
  if (!options.quiet && !results.empty()) fmt::print("{}", format_results(results));
  if (!options.quiet && !options.json.empty() && !results.empty()) fmt::print("results: {}\n", options.json);
  const bool wrong = std::any_of(results.begin(), results.end(), [](const Result& result) { return !result.failures.empty(); });
  if (wrong) {
    fmt::print(stderr, "bench: wrong answers: these are no results\n");
    return ExitCode::failed;
  }
  if (interrupt_requested) {
    fmt::print(stderr, "bench: interrupted; {} runs were measured and kept\n", results.size());
    return ExitCode::interrupted;
  }
  return ExitCode::done;
}

}  // namespace

ExitCode run_command(const RunOptions& options, const std::string& command) {
  set_replay_line(command);
  Input input(options);
  Experiment experiment(options, input);
  if (options.dry_run) {
    print_schedule(experiment, input);
    print_plans(experiment, input, options);
    return ExitCode::done;
  }
  ResultsFile file(options, input.name(), describe_context(options, input, command));
  catch_interrupts();
  for (const std::string& left_out : options.left_out) fmt::print(stderr, "note: {}\n", left_out);
  const std::vector<ContentReport> contents = describe_contents(options, experiment, input);
  for (const ContentReport& report : contents) file.describe_content(report.codec, to_json(report));
  std::vector<Result> results;
  {
    Progress progress(options.progress, input.operations_of_a_run(input.plan(options.threads.front())));
    ExperimentEvents events;
    events.on_result = [&](const Result& result) { file.add(result); };
    if (progress.is_shown()) {
      events.on_progress = [&](const PlannedRun& run, std::size_t done, std::size_t total, std::uint64_t operations) {
        progress.update(run, done, total, operations);
      };
    }
    try {
      results = experiment.run(events);
    } catch (...) {
      file.finish(true);  // what was measured before is kept
      throw;
    }
  }
  if (options.machine) file.describe_simulation(experiment.world().context());
  file.finish(interrupt_requested);
  if (!options.quiet) print_contents(input, contents);
  return conclude(options, results);
}

}  // namespace zramlab
