#include "bench/compare/command.h"

#include "bench/calibrate/progress_line.h"
#include "bench/compare/two_builds.h"
#include "bench/compare/two_files.h"
#include "bench/disturbance.h"
#include "bench/interrupt.h"
#include "bench/run_words.h"
#include "bench/text_file.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace zramlab {

namespace {

struct CompareRequest {
  explicit CompareRequest(CLI::App& command) : run(command, "compare") {}

  RunWords run;
  std::vector<std::string> files;
  std::string binary;
  std::string figures = compared_by_default;
  std::string markdown;
  unsigned rounds = rounds_default;
  bool despite_context = false;
};

void deliver(const CompareRequest& request, const ComparisonReport& report, const OptionTexts& texts) {
  if (!texts.quiet) fmt::print("{}", to_text(report));
  write_text_file("--markdown", request.markdown, to_markdown(report));
  const auto replace = nlohmann::ordered_json::error_handler_t::replace;  // names of files may be in any encoding
  write_text_file("--json", texts.json, to_json(report).dump(1, ' ', false, replace) + "\n");
}

void compare_two_files(CompareRequest& request) {
  if (request.files.size() != 2) {
    throw usage_error("compare: give two result files, as in bench compare before.json after.json, or --binary PATH");
  }
  if (const std::vector<std::string> words = request.run.given(); !words.empty()) {
    throw usage_error(fmt::format("compare: {} says what to run; it goes with --binary", words.front().substr(0, words.front().find('='))));
  }
  deliver(request, compare_files({request.files[0], request.files[1], parse_figures(request.figures), request.despite_context}), request.run.texts());
}

ComparisonReport report_of(const CompareRequest& request, const Rounds& rounds, const std::vector<std::string>& notes) {
  ComparisonReport report;
  report.pairing = Pairing::rounds;
  report.a = {"this build", version_in(rounds.a)};
  report.b = {request.binary, version_in(rounds.b)};
  report.cells = changes_between(rounds.a, rounds.b, parse_figures(request.figures), Pairing::rounds);
  report.only_in_a = cells_only_in(rounds.a, rounds.b);
  report.only_in_b = cells_only_in(rounds.b, rounds.a);
  report.differences = context_differences(rounds.a, rounds.b, Unsaid::passes);
  report.notes = notes;
  return report;
}

void compare_two_builds(CompareRequest& request) {
  if (!request.files.empty()) throw usage_error("compare: give two result files or --binary, not both");
  const RunOptions options = request.run.check();
  parse_figures(request.figures);  // so that a bad one is known before anything runs
  if (options.dry_run) {
    fmt::print("{} rounds of this build and {}, each:", request.rounds, request.binary);
    for (const std::string& word : request.run.words()) fmt::print(" {}", word);
    fmt::print("\n");
    return;
  }
  catch_interrupts();
  const Disturbance disturbance;
  Rounds rounds;
  {
    ProgressLine progress;
    rounds = measure_builds({path_of_this_program(), request.binary, request.run.words(), request.rounds, request.despite_context}, [&](Side side, unsigned round) {
      progress.show(fmt::format("round {} of {}, {}", round + 1, request.rounds, to_string(side)), static_cast<double>(round) / request.rounds);
    });
  }
  deliver(request, report_of(request, rounds, disturbance.notes()), request.run.texts());
  if (interrupt_requested) throw InputError(ExitCode::interrupted, fmt::format("compare: interrupted; {} rounds were measured and kept", rounds.done));
}

}  // namespace

void add_compare_command(CLI::App& program) {
  CLI::App& command = *program.add_subcommand("compare", "two result files, or two builds: what changed, and whether it is more than noise");
  const char* const what = "What to compare";
  const auto request = std::make_shared<CompareRequest>(command);
  command.add_option("files", request->files, "two files that --json wrote, or google-benchmark: A.json B.json")->expected(0, 2)->type_name("FILE")->group(what);
  command.add_option("--binary", request->binary, "another build of this program: both are run in turn, with the options of a run below")->type_name("PATH")->group(what);
  command.add_option("--rounds", request->rounds, "of --binary: how often both are run (default 11)")->check(CLI::Range(1u, 10000u))->group(what);
  command.add_option("--figures", request->figures, fmt::format("figures, comma-separated, or all (default {})", compared_by_default))->group(what);
  command.add_flag("--despite-context", request->despite_context, "compare results of different machines, settings or inputs all the same")->group(what);
  command.add_option("--markdown", request->markdown, "write the report to FILE for a pull request")->type_name("FILE")->group(what);
  command.callback([request] { request->binary.empty() ? compare_two_files(*request) : compare_two_builds(*request); });
}

}  // namespace zramlab
