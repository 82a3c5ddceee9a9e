// bench compare --binary PATH: this build and another one, side by side.
#pragma once

#include "bench/compare/report.h"
#include "bench/compare/rounds.h"

#include <functional>
#include <string>
#include <vector>

namespace zramlab {

// This program as it runs, even where its file was replaced meanwhile.
std::string path_of_this_program();

struct BuildsToCompare {
  std::string a;                   // a program: this one
  std::string b;                   // a program
  std::vector<std::string> words;  // the options of a run, for both
  unsigned rounds = rounds_default;
  bool despite_context = false;
};

// Runs both in rounds, each run in a process of its own. An interrupt ends it early, with what was measured until then.
// THROWS InputError (failed) for a run that failed, naming the side, the round and what the program said; (bad_input) for a program
// that cannot be started or is no bench, and, unless told, for builds that measure under different conditions.
Rounds measure_builds(const BuildsToCompare& builds, const std::function<void(Side, unsigned round)>& on_run);

}  // namespace zramlab
