#include "bench/validate/comparison.h"

#include "bench/experiment.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace zramlab {

RunOptions comparison_options(OptionTexts texts) {
  texts.sensitivity = false;
  texts.quiet = true;
  texts.progress = "never";
  return check_options(texts);
}

std::vector<Result> run_comparison(const RunOptions& options, const std::function<void(const Result&)>& on_run) {
  Input input(options);
  Experiment experiment(options, input);
  std::vector<Result> results;
  for (Result& result : experiment.run({.on_progress = {}, .on_result = on_run})) {
    if (result.is_baseline) continue;
    if (!result.failures.empty()) {
      throw std::runtime_error(fmt::format("{} gave wrong answers: {}", result.cell.strategy, result.failures.front()));
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace zramlab
