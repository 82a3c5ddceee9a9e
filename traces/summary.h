// What a trace holds, as a person would want to see it.
#pragma once

#include "traces/reader.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zramlab {

struct TraceSummary {
  std::array<std::uint64_t, operation_count> operations{};  // by Operation
  std::uint64_t duration_ns = 0;
  std::uint64_t slots_touched = 0;
  std::uint64_t overwrites = 0;          // writes to a slot that held a page
  std::uint64_t reads_of_unwritten = 0;  // they find zeros
  std::uint64_t stand_ins = 0;           // operations whose lost content another one stands in for
  std::uint64_t unknown_contents = 0;    // writes without any content
  std::uint64_t same_filled_contents = 0;
  std::uint64_t same_filled_writes = 0;
  std::vector<std::uint64_t> by_thread;         // operations, by index into the thread table
  std::map<std::uint16_t, std::uint64_t> by_cpu;  // operations

  [[nodiscard]] std::uint64_t count(Operation operation) const {
    return operations[static_cast<std::size_t>(operation)];
  }
};

// Reads all of the trace. Memory: a block of pages and a byte for each slot. THROWS what reading throws.
TraceSummary summarise(const TraceReader& trace);

// Some lines of text, ending in a newline.
std::string describe(const TraceReader& trace, const TraceSummary& summary);

}  // namespace zramlab
