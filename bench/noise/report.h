// What a noise check found, for people and for programs.
#pragma once

#include "bench/noise/noise.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace zramlab {

struct NoiseReport {
  std::string machine;  // CPU model, number of CPUs, frequency scaling
  bool are_processes = false;  // each run in a process of its own
  std::size_t rounds = 0;
  double stolen_share = 0;  // of the CPU time meanwhile (disturbance.h)
  double others_share = 0;
  std::vector<CellNoise> cells;
  std::vector<std::string> notes;
};

std::string to_text(const NoiseReport& report);
nlohmann::ordered_json to_json(const NoiseReport& report);

}  // namespace zramlab
