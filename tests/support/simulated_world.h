// The third world for tests: virtual threads on a simulated machine, lowest clock first.
#pragma once

#include "engine/platform/virtual/simulated.h"
#include "tests/support/world.h"

namespace zramlab {

struct SimulatedWorld {
  using Platform = Simulated;
  static constexpr bool is_virtual = true;
  // A few: each is one schedule of its own, on a machine of its own.
  static std::vector<std::uint64_t> seeds();
  // Runs the body once in each of `threads` virtual threads, on one of the shipped machines: pinned under even seeds, free and
  // more than there are CPUs under odd ones. A failure of the run fails the test.
  static void run(const Round& round, ThreadIndex threads, const Body& body, const VirtualOptions& options = {});
};

}  // namespace zramlab
