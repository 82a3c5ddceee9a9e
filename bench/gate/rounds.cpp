#include "bench/gate/rounds.h"

#include "bench/gate/program_run.h"

#include <utility>

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

}  // namespace

GateRounds measure_rounds(const RoundsRequest& request) {
  GateRounds rounds;
  for (unsigned round = 0; round < request.count; ++round) {
    for (const std::string& options : request.runs) {
      const bool starts_with_baseline = round % 2 == 0;
      const Pair first = run_pair(request, options, starts_with_baseline);
      const Pair second = run_pair(request, options, !starts_with_baseline);
      add_pair(first, rounds);
      add_pair(second, rounds);
      rounds.baseline_first.add(first.baseline);
      rounds.baseline_second.add(second.baseline);
    }
    if (request.on_round) request.on_round(round + 1);
  }
  return rounds;
}

}  // namespace zramlab
