// What a simulated run says of itself.
#pragma once

#include "engine/platform/platform.h"
#include "engine/platform/virtual/condition.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

// Where the CPUs' time went, in picoseconds over all CPUs.
struct SimulatedTime {
  Ticks working = 0;    // charges: compress, copy ...
  Ticks accessing = 0;  // lines
  Ticks spinning = 0;
  Ticks switching = 0;  // context switches, wake-ups, migrations
  Ticks idle = 0;
};

// A place in the source that touches shared data, and the time that its accesses took over all CPUs.
struct HotPlace {
  Place place;
  Ticks time = 0;
  std::uint64_t accesses = 0;
};

struct SimulationReport {
  bool failed = false;
  std::string message;            // what went wrong, with the state of every thread
  Ticks elapsed = 0;              // from the start to the end of the last thread
  std::uint64_t events = 0;       // accesses to shared data, in order
  std::uint64_t switches = 0;     // context switches
  std::uint64_t wakeups = 0;
  std::uint64_t preemptions = 0;
  SimulatedTime time;
  std::vector<HotPlace> hot_places;  // the most expensive first
};

}  // namespace zramlab
