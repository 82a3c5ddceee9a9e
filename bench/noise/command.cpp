#include "bench/noise/command.h"

#include "bench/calibrate/progress_line.h"
#include "bench/compare/two_builds.h"
#include "bench/context.h"
#include "bench/cpu_model.h"
#include "bench/disturbance.h"
#include "bench/experiment.h"
#include "bench/interrupt.h"
#include "bench/noise/report.h"
#include "bench/results_json.h"
#include "bench/run_words.h"
#include "bench/statistics/median.h"
#include "bench/text_file.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace zramlab {

namespace {

struct NoiseRequest {
  explicit NoiseRequest(CLI::App& command) : run(command, "noise") {}

  RunWords run;
  std::string figures = "throughput,cpu-time,write-p50,write-p99,read-p99";
  unsigned rounds = rounds_default;
  bool processes = false;
};

// Runs of this process: A and A again of a cell directly after each other, the cells in a new order each round.
class RoundsHere {
 public:
  explicit RoundsHere(const RunOptions& options)
      : input_(options), experiment_(options, input_), format_(options, input_.name(), nlohmann::ordered_json::object()) {}

  // False: interrupted; what was measured of this round is kept.
  bool measure(Rounds& rounds, const std::function<void(const PlannedRun&)>& on_run) {
    for (const PlannedRun& planned : experiment_.schedule_of(rounds.done)) {
      if (planned.cell.strategy == bare_loop_name) continue;
      on_run(planned);
      for (const Side side : order_of_round(rounds.done)) {
        const Result result = experiment_.measure(planned, {});
        if (interrupt_requested) return false;
        if (!result.failures.empty()) {
          throw InputError(ExitCode::failed, fmt::format("noise: {} gave wrong answers: {}", planned.cell.strategy, result.failures.front()));
        }
        rounds.of(side).rows.push_back(read_result_row(format_.row(result), "this process", rounds.of(side).rows.size()));
      }
    }
    ++rounds.done;
    return true;
  }

 private:
  Input input_;
  Experiment experiment_;
  ResultsFile format_;  // writes nothing: it knows what a row says
};

Rounds measure_here(const NoiseRequest& request, RunOptions options, ProgressLine& progress) {
  options.json.clear();
  RoundsHere here(options);
  Rounds rounds;
  const auto on_run = [&](const PlannedRun& planned) {
    progress.show(fmt::format("round {} of {}, {}", rounds.done + 1, request.rounds, planned.cell.strategy),
                  static_cast<double>(rounds.done) / request.rounds);
  };
  while (rounds.done < request.rounds && here.measure(rounds, on_run)) {
  }
  return rounds;
}

Rounds measure_in_processes(const NoiseRequest& request, ProgressLine& progress) {
  const std::string self = path_of_this_program();
  Rounds rounds = measure_builds({self, self, request.run.words(), request.rounds, false}, [&](Side side, unsigned round) {
    progress.show(fmt::format("round {} of {}, {}", round + 1, request.rounds, to_string(side)), static_cast<double>(round) / request.rounds);
  });
  for (ResultsDocument* const side : {&rounds.a, &rounds.b}) {
    std::erase_if(side->rows, [](const ResultRow& row) { return row.is_baseline; });
  }
  return rounds;
}

NoiseReport report_of(const NoiseRequest& request, const RunOptions& options, const Rounds& rounds, const Disturbance& disturbance) {
  NoiseReport report;
  report.machine = fmt::format("{}, {} CPUs used, frequency: {}", cpu_model(), options.cpus.size(), cpu_frequency_control());
  report.are_processes = request.processes;
  report.rounds = rounds.done;
  const Disturbance::Shares shares = disturbance.shares();
  report.stolen_share = shares.stolen;
  report.others_share = shares.others;
  report.cells = noise_of(rounds, parse_figures(request.figures));
  report.notes = machine_warnings(options);
  for (std::string& note : disturbance.notes()) report.notes.push_back(std::move(note));
  for (const ThreadIndex threads : options.threads) {
    if (threads > options.cpus.size()) report.notes.push_back(fmt::format("{} threads on {} CPUs: this is the scheduler's noise too", threads, options.cpus.size()));
  }
  if (rounds.done < values_for_interval()) report.notes.push_back(fmt::format("too few rounds: an interval takes {} at least", values_for_interval()));
  return report;
}

void check_noise(NoiseRequest& request) {
  RunOptions options = request.run.check();
  if (options.machine) throw usage_error("noise: --on: virtual time has no noise; leave the option out");
  parse_figures(request.figures);
  options.repetitions = static_cast<std::uint32_t>(values_for_interval());  // the report says itself where rounds are too few
  if (options.dry_run) {
    fmt::print("{} rounds of {} cells, each twice\n", request.rounds, options.strategies.size() * options.codecs.size() * options.threads.size());
    return;
  }
  catch_interrupts();
  const Disturbance disturbance;
  Rounds rounds;
  {
    ProgressLine progress;
    rounds = request.processes ? measure_in_processes(request, progress) : measure_here(request, options, progress);
  }
  const NoiseReport report = report_of(request, options, rounds, disturbance);
  if (!options.quiet) fmt::print("{}", to_text(report));
  write_text_file("--json", options.json, to_json(report).dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  if (interrupt_requested) throw InputError(ExitCode::interrupted, fmt::format("noise: interrupted; {} rounds were measured and kept", rounds.done));
}

}  // namespace

void add_noise_command(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("noise", "the same runs against themselves: what difference this machine can tell from noise");
  const char* const what = "What to check";
  const auto request = std::make_shared<NoiseRequest>(command);
  command.add_option("--rounds", request->rounds, "how often each cell is run twice (default 11)")->check(CLI::Range(1u, 10000u))->group(what);
  command.add_flag("--processes", request->processes, "each run in a process of its own, as bench compare --binary does")->group(what);
  command.add_option("--figures", request->figures, fmt::format("figures, comma-separated, or all (default {})", request->figures))->group(what);
  command.callback([request] { check_noise(*request); });
}

}  // namespace zramlab
