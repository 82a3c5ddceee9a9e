#include "bench/compare/two_builds.h"

#include "bench/compare/child_run.h"
#include "bench/compare/temporary_folder.h"
#include "bench/interrupt.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

class BuildRunner {
 public:
  explicit BuildRunner(const BuildsToCompare& builds) : builds_(builds) {}

  ResultsDocument run(Side side, unsigned round) {
    const std::string& program = side == Side::a ? builds_.a : builds_.b;
    const fs::path results = folder_.path() / "results.json";
    std::error_code ignored;
    fs::remove(results, ignored);
    std::vector<std::string> words = builds_.words;
    words.insert(words.end(), {"--repetitions", "1", "--json", results.string(), "--quiet", "--progress", "never"});
    const ChildEnd end = run_child(program, words, folder_.path());
    if (interrupt_requested) return {};
    const std::string who = fmt::format("{} ({}) in round {}", to_string(side), program, round + 1);
    if (end.exit_code != 0) throw InputError(ExitCode::failed, fmt::format("compare: {} failed: {}", who, end.describe()));
    if (!fs::exists(results, ignored)) throw bad_input(fmt::format("compare: {} wrote no results: is it a bench?", who));
    ResultsDocument document = read_results_file(results.string());
    check_conditions(side, document);
    return document;
  }

 private:
  // As soon as both sides have spoken, not after the last round.
  void check_conditions(Side side, const ResultsDocument& document) {
    if (is_checked_ || builds_.despite_context) return;
    if (side == Side::a) first_of_a_ = document;
    if (side == Side::a) return;
    const std::vector<ContextDifference> differences = context_differences(first_of_a_, document, Unsaid::passes);
    if (!differences.empty()) throw bad_input("compare: " + describe_differences(differences));
    is_checked_ = true;
  }

  const BuildsToCompare& builds_;
  TemporaryFolder folder_;
  ResultsDocument first_of_a_;
  bool is_checked_ = false;
};

}  // namespace

std::string path_of_this_program() { return fmt::format("/proc/{}/exe", getpid()); }

Rounds measure_builds(const BuildsToCompare& builds, const std::function<void(Side, unsigned round)>& on_run) {
  BuildRunner runner(builds);
  return measure_rounds(builds.rounds, [&](Side side, unsigned round) { return runner.run(side, round); }, on_run);
}

}  // namespace zramlab
