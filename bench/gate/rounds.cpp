#include "bench/gate/rounds.h"

#include "bench/gate/program_run.h"

#include <algorithm>
#include <vector>

namespace zramlab {

namespace {

struct Pair {
  ResultsDocument baseline;
  ResultsDocument measured;
};

Pair run_pair(const RoundsRequest& request, const std::string& options, bool baseline_first) {
  Pair pair;
  if (baseline_first) pair.baseline = run_bench(request.baseline_program, options);
  pair.measured = run_bench(request.measured_program, options);
  if (!baseline_first) pair.baseline = run_bench(request.baseline_program, options);
  return pair;
}

void add_pair(const Pair& pair, GateRounds& rounds) {
  rounds.baseline.add(pair.baseline);
  rounds.measured.add(pair.measured);
}

// Virtual time is the same each time: one pair says all.
bool is_all_virtual(const Pair& pair) {
  const auto is_simulated = [](const ResultRow& row) { return row.is_simulated; };
  return std::ranges::all_of(pair.baseline.rows, is_simulated) && std::ranges::all_of(pair.measured.rows, is_simulated);
}

// False: another round of it would say nothing new.
bool measure_round(const RoundsRequest& request, const std::string& options, bool starts_with_baseline, GateRounds& rounds) {
  const Pair first = run_pair(request, options, starts_with_baseline);
  add_pair(first, rounds);
  if (is_all_virtual(first)) return false;
  const Pair second = run_pair(request, options, !starts_with_baseline);
  add_pair(second, rounds);
  for (const ResultsDocument* document : {&first.baseline, &first.measured}) rounds.repeated_first.add(*document);
  for (const ResultsDocument* document : {&second.baseline, &second.measured}) rounds.repeated_second.add(*document);
  return true;
}

}  // namespace

GateRounds measure_rounds(const RoundsRequest& request) {
  GateRounds rounds;
  std::vector<std::string> to_measure(request.runs.begin(), request.runs.end());
  for (unsigned round = 0; round < request.count && !to_measure.empty(); ++round) {
    std::erase_if(to_measure, [&](const std::string& options) { return !measure_round(request, options, round % 2 == 0, rounds); });
    if (request.on_round) request.on_round(round + 1);
  }
  return rounds;
}

}  // namespace zramlab
