// What a `bench explore` command line asks for.
#pragma once

#include "bench/cli.h"
#include "bench/explore/traffic.h"
#include "engine/platform/virtual/exploration.h"

#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// Options as written.
struct ExploreTexts {
  std::string strategies = "all";
  std::string traffics = "all";
  std::string slot_lock;
  std::string memory_model = "weak";
  std::string canary;
  std::string replay;
  std::string timeline;
  ThreadIndex threads = 2;
  std::uint32_t operations = 2;
  CpuIndex cpus = 0;
  std::uint32_t streams = 0;
  std::uint32_t bound = 0;
  std::uint32_t pct_depth = 0;
  bool random = false;
  std::uint64_t schedules = 0;
  std::uint32_t surprises = 0;
  std::uint64_t seed = 0;
  bool all_visible = false;
  bool true_locks = false;
  bool all_canaries = false;
  bool list = false;
  bool measures_speed = false;
  // Which of them were given; CLI11 fills these in.
  CLI::Option* bound_option = nullptr;
  CLI::Option* surprises_option = nullptr;
};

// Makes `command` read into `texts`, which must outlive it.
void add_explore_options(CLI::App& command, ExploreTexts& texts);

// One strategy, or one canary, under one traffic: what an execution is of.
struct Subject {
  const ExploredStrategy* strategy = nullptr;
  const TrafficEntry* traffic = nullptr;
};

struct ExploreRequest {
  std::vector<const ExploredStrategy*> strategies;
  std::vector<const TrafficEntry*> traffics;
  ExploreOptions options;
  DeviceScenarioOptions scenario;
};

// THROWS InputError that names the option.
ExploreRequest check_request(const ExploreTexts& texts);

// The options of one subject, and how its scenario is made. `request` must outlive them.
ExploreOptions options_for(const ExploreRequest& request, const Subject& subject);
MakeScenario scenario_for(const ExploreRequest& request, const Subject& subject);

// The command that replays `decisions`; --timeline FILE may be added to it.
std::string replay_command(const ExploreRequest& request, const Subject& subject, const std::vector<Decision>& decisions);

}  // namespace zramlab
