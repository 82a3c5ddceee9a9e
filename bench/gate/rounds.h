// Two programs in turns on this machine.
#pragma once

#include "bench/gate/measurements.h"

#include <functional>
#include <span>
#include <string>

namespace zramlab {

// What rounds of A B B A gave. Each round has two pairs of neighbours, A B and B A: whatever drifts on the machine hits both
// alike. Either program's two runs of a round tell how far it lies from itself.
struct GateRounds {
  Measurements baseline;  // the A of each pair, in the same order as
  Measurements measured;  // the B
  Measurements repeated_first;  // each program's first run of each round, and in the same order
  Measurements repeated_second;
};

struct RoundsRequest {
  std::string baseline_program;
  std::string measured_program;
  std::span<const std::string> runs;  // options of bench, each for one run of either program
  unsigned count = 1;
  std::function<void(unsigned done)> on_round;  // may be empty
};

// BLOCKS. Every other round goes B A A B; of runs in virtual time one pair is measured. THROWS as run_bench().
GateRounds measure_rounds(const RoundsRequest& request);

}  // namespace zramlab
