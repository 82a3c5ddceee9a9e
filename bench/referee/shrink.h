// A short sequence that still shows a difference.
#pragma once

#include "bench/referee/action.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace zramlab {

// Runs the actions on fresh devices, looking after each. Returns how many it took until the sides differed; 0: they never did.
using FindDifference = std::function<std::size_t(std::span<const Action>)>;

struct Shrunk {
  std::vector<Action> actions;  // the difference shows with the last one
  std::uint64_t attempts = 0;
  bool is_minimal = false;      // without any one of them the difference is gone; false: the budget was used up before
};

// Delta debugging (Zeller and Hildebrandt, IEEE Transactions on Software Engineering 28(2), 2002): leaves out ever smaller parts as
// long as the difference stays, then shortens discards. `budget` is in actions replayed.
// REQUIRES find(actions) != 0.
Shrunk shrink(std::vector<Action> actions, const FindDifference& find, std::uint64_t budget);

}  // namespace zramlab
