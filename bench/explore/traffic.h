// What the threads of an explored device do, by name.
#pragma once

#include "bench/explore/device_scenario.h"

#include <array>
#include <string_view>

namespace zramlab {

struct TrafficEntry {
  std::string_view name;
  Traffic traffic;
  std::string_view summary;
  std::uint32_t faults = 0;  // as ExploredOptions::faults
  bool adds_thread = false;  // so that a search without a bound takes too long: 3 preemptions are its bound
  bool (*suits)(const StrategyCard& card) = [](const StrategyCard&) { return true; };
};

inline constexpr std::uint32_t fault_bit(Fault fault) { return 1u << static_cast<unsigned>(fault); }

inline constexpr std::array<TrafficEntry, 5> traffics{{
    {"writes", Traffic::writes, "every thread writes, all to one slot"},
    {"mixed", Traffic::mixed, "writes and reads of one slot, in turn"},
    {"resizing", Traffic::resizing, "one thread more raises and lowers the number of streams", 0, true,
     [](const StrategyCard& card) { return card.resizable; }},
    {"hotplug", Traffic::hotplug, "one thread more takes a CPU off-line and brings it back", 0, true,
     [](const StrategyCard& card) { return card.stream_for_each_cpu || card.reads_sleep; }},
    // A write that is done later tells nobody of its failure.
    {"failures", Traffic::writes, "allocations, compressions and new streams may fail",
     fault_bit(Fault::allocation) | fault_bit(Fault::compress) | fault_bit(Fault::stream_creation), false,
     [](const StrategyCard& card) { return !card.completes_later; }},
}};

}  // namespace zramlab
