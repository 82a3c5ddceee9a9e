#include "bench/gate/command.h"

#include "bench/calibrate/progress_line.h"
#include "bench/compare/two_builds.h"
#include "bench/gate/baseline_file.h"
#include "bench/gate/program_run.h"
#include "bench/gate/report.h"
#include "bench/gate/rounds.h"
#include "bench/interrupt.h"
#include "bench/text_file.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zramlab {

namespace {

struct GateTexts {
  std::vector<std::string> results;
  std::vector<std::string> runs;
  std::string thresholds;
  std::string baseline;
  std::string binary;
  std::string confirm;
  std::string markdown;
  std::string junit;
  std::string json;
  unsigned rounds = 0;
  bool no_confirm = false;
  bool allow_inconclusive = false;
  bool update_baseline = false;
  bool verbose = false;
  GateOptions options;
};

// A gate measures, judges, and measures again where it cannot tell and where a regression is suspected.
class GateRun {
 public:
  explicit GateRun(const GateTexts& texts) : texts_(texts), thresholds_(read_thresholds(texts.thresholds)) {
    if (texts_.runs.empty()) texts_.runs = thresholds_.runs;
  }

  GateReport run() {
    GateReport report;
    report.thresholds = texts_.thresholds;
    report.inconclusive_is_allowed = texts_.allow_inconclusive;
    report.findings = measure_and_judge(report);
    if (any_of(report.findings, GateVerdict::suspected)) settle_suspicion(report);
    return report;
  }

  // THROWS InputError if the baseline cannot be written.
  void update_baseline() {
    const Measurements measured = measure_here(texts_.results.empty());
    if (std::filesystem::exists(texts_.baseline)) print_changes(measured);
    write_text_file("--update-baseline", texts_.baseline, baseline_text(thresholds_, measured));
    fmt::print("gate: wrote {} with {} names\n", texts_.baseline, measured.names().size());
  }

 private:
  // `suspected`: only what these findings suspect is asked for.
  std::vector<Finding> measure_and_judge(GateReport& report, const std::vector<Finding>* suspected = nullptr) {
    if (!texts_.binary.empty()) return judge_quiet_rounds(report, suspected);
    Measurements baseline;
    baseline.add(read_results_file(texts_.baseline));
    const Measurements measured = measure_here(texts_.results.empty());
    report.baseline = texts_.baseline;
    report.measured = texts_.results.empty() ? "this build" : measured.sources();
    report.cpu_model = measured.cpu_model();
    return judge_all(thresholds_, {.baseline = &baseline, .measured = &measured}, texts_.options);
  }

  // Other programs come and go: the next minutes may be quieter.
  std::vector<Finding> judge_quiet_rounds(GateReport& report, const std::vector<Finding>* suspected) {
    std::vector<Finding> findings = judge_rounds(report);
    if (suspected != nullptr) keep_suspected(findings, *suspected);
    if (any_too_noisy(findings)) {
      fmt::print(stderr, "gate: too noisy to tell; measuring again\n");
      replace_noisy(findings, judge_rounds(report));
    }
    return findings;
  }

  std::vector<Finding> judge_rounds(GateReport& report) {
    ProgressLine progress;
    const RoundsRequest request{.baseline_program = texts_.binary,
                                .measured_program = path_of_this_program(),
                                .runs = texts_.runs,
                                .count = rounds(),
                                .on_round = [&](unsigned done) {
                                  progress.show(fmt::format("round {} of {}", done, rounds()), static_cast<double>(done) / rounds());
                                }};
    const GateRounds measured = measure_rounds(request);
    report.baseline = texts_.binary;
    report.measured = "this build";
    report.cpu_model = measured.measured.cpu_model();
    const Sides sides{.baseline = &measured.baseline,
                      .measured = &measured.measured,
                      .interleaved = true,
                      .repeated_first = &measured.repeated_first,
                      .repeated_second = &measured.repeated_second};
    return judge_all(thresholds_, sides, texts_.options);
  }

  void settle_suspicion(GateReport& report) {
    if (texts_.no_confirm || (!texts_.results.empty() && texts_.confirm.empty())) {
      return leave_unconfirmed(report.findings, texts_.no_confirm);
    }
    fmt::print(stderr, "gate: past a threshold; measuring again\n");
    GateReport again;
    if (texts_.confirm.empty()) {
      again.findings = measure_and_judge(again, &report.findings);
    } else {
      Measurements baseline;
      baseline.add(read_results_file(texts_.baseline));
      Measurements measured;
      measured.add(run_shell(texts_.confirm));
      GateOptions options = texts_.options;
      options.allow_missing = true;  // it may measure only what is suspected
      again.findings = judge_all(thresholds_, {.baseline = &baseline, .measured = &measured}, options);
    }
    confirm_all(report.findings, again.findings);
    leave_unconfirmed(report.findings, false);
  }

  [[nodiscard]] Measurements measure_here(bool by_running) const {
    Measurements measured;
    for (const std::string& file : texts_.results) measured.add(read_results_file(file));
    if (!by_running) return measured;
    for (const std::string& options : texts_.runs) {
      ResultsDocument results = run_bench(path_of_this_program(), options);
      results.origin = "bench " + options;
      measured.add(results);
    }
    return measured;
  }

  void print_changes(const Measurements& measured) const {
    Measurements baseline;
    baseline.add(read_results_file(texts_.baseline));
    GateOptions options = texts_.options;
    options.allow_missing = true;
    GateReport report;
    report.findings = judge_all(thresholds_, {.baseline = &baseline, .measured = &measured}, options);
    report.baseline = texts_.baseline;
    report.measured = texts_.results.empty() ? "this build" : measured.sources();
    leave_unconfirmed(report.findings, true);
    fmt::print("{}", to_text(report, texts_.verbose));
  }

  [[nodiscard]] unsigned rounds() const {
    if (texts_.rounds != 0) return texts_.rounds;
    return thresholds_.rounds != 0 ? thresholds_.rounds : rounds_default;
  }

  GateTexts texts_;
  Thresholds thresholds_;
};

void check_texts(const GateTexts& texts) {
  if (texts.binary.empty() && texts.baseline.empty()) {
    throw usage_error("gate: against what? Give --baseline FILE, or --binary PROGRAM for another build");
  }
  if (!texts.binary.empty() && (!texts.baseline.empty() || !texts.results.empty())) {
    throw usage_error("gate: --binary measures both sides itself; leave out --baseline and results");
  }
  if (!texts.binary.empty() && texts.update_baseline) throw usage_error("gate: --update-baseline needs --baseline FILE");
  if (!texts.confirm.empty() && texts.results.empty()) {
    throw usage_error("gate: --confirm is for results from files; a gate that measures itself measures again");
  }
}

void write_reports(const GateTexts& texts, const GateReport& report) {
  const auto replace = nlohmann::ordered_json::error_handler_t::replace;  // names of files may be in any encoding
  write_text_file("--markdown", texts.markdown, to_markdown(report));
  write_text_file("--junit", texts.junit, to_junit(report));
  write_text_file("--json", texts.json, to_json(report).dump(1, ' ', false, replace) + '\n');
}

void run(const GateTexts& texts) {
  check_texts(texts);
  catch_interrupts();
  GateRun gate(texts);
  if (texts.update_baseline) return gate.update_baseline();
  const GateReport report = gate.run();
  write_reports(texts, report);
  fmt::print("{}", to_text(report, texts.verbose));
  if (report.exit_code() != ExitCode::done) {
    throw InputError(report.exit_code(), fmt::format("gate: {}", report.headline()));
  }
}

}  // namespace

void add_gate_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("gate", "Hold results to thresholds: pass, regression (exit 2) or inconclusive (exit 3)");
  const auto texts = std::make_shared<GateTexts>();
  command.add_option("RESULTS", texts->results, "Result files; without any, this program does the runs that the thresholds file names")->type_name("FILE");
  command.add_option("--thresholds", texts->thresholds, "What is held to what (docs/gating.md)")->type_name("FILE")->required();
  command.add_option("--baseline", texts->baseline, "A result file to hold them against")->type_name("FILE");
  command.add_option("--binary", texts->binary, "Another build of bench to hold this one against, in turns on this machine")->type_name("PROGRAM");
  command.add_option("--run", texts->runs, "Options of a run, in one word; may be given several times (default: the thresholds file's)")->type_name("OPTIONS")->allow_extra_args(false);
  command.add_option("--rounds", texts->rounds, "With --binary: rounds of old new new old (default 11)")->check(CLI::Range(1u, 10000u));
  command.add_option("--confirm", texts->confirm, "A shell command that measures again and writes results to {}")->type_name("COMMAND");
  command.add_flag("--no-confirm", texts->no_confirm, "A suspected regression is one without measuring again");
  command.add_flag("--allow-inconclusive", texts->allow_inconclusive, "Exit with 0 where measurements cannot tell");
  command.add_flag("--allow-missing", texts->options.allow_missing, "The results may lack what the baseline has");
  command.add_flag("--any-machine", texts->options.any_machine, "Compare timings of different processors");
  command.add_flag("--update-baseline", texts->update_baseline, "Write the results to the --baseline file instead of judging them");
  command.add_option("--markdown", texts->markdown, "Write a summary for a pull request to FILE")->type_name("FILE");
  command.add_option("--junit", texts->junit, "Write JUnit XML to FILE")->type_name("FILE");
  command.add_option("--json", texts->json, "Write every verdict to FILE")->type_name("FILE");
  command.add_flag("--verbose", texts->verbose, "Show what passed, too");
  command.callback([texts] { run(*texts); });
}

}  // namespace zramlab
