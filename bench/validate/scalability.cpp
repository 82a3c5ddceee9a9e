#include "bench/validate/scalability.h"

#include "bench/validate/comparison.h"

#include <map>

namespace zramlab {

std::vector<StrategyScalability> measure_scalability(const ValidateOptions& options) {
  OptionTexts texts;
  texts.on = "server-64";
  texts.threads = options.quick ? "1,8,64" : "1,2,4,8,16,32,48,64";
  texts.workload = "swap-out";
  texts.operations = options.quick ? "3k" : "20k";
  texts.seed = options.seed;
  texts.verify = false;
  texts.latency = false;
  const RunOptions run_options = comparison_options(texts);
  std::map<std::string, std::map<unsigned, double>> rates;
  for (const Result& result : run_comparison(run_options)) {
    rates[result.cell.strategy][result.cell.threads] = result.measured.items_per_second();
  }
  std::vector<StrategyScalability> laws;
  for (const std::string& strategy : run_options.strategies) {
    std::vector<unsigned> cpus;
    std::vector<double> values;
    for (const auto& [threads, rate] : rates[strategy]) {
      cpus.push_back(threads);
      values.push_back(rate);
    }
    if (!cpus.empty()) laws.push_back({strategy, texts.on, fit_scalability(cpus, values)});
  }
  return laws;
}

}  // namespace zramlab
