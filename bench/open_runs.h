// Runs of a cell at the load that was asked for: closed, at a rate, at a share of its capacity, or at the highest rate that keeps a goal.
#pragma once

#include "bench/load.h"
#include "bench/world.h"

namespace zramlab {

class OpenRuns {
 public:
  OpenRuns(World& world, const Arrival& arrival) : world_(world), arrival_(arrival) {}

  // `task` says what to run as a closed loop. A share of the capacity and a search begin with that.
  Result run(const CellTask& task, const Load& load);

 private:
  Result run_once(const CellTask& task);
  Result run_at(const CellTask& task, double rate);
  Result run_at_share(const CellTask& task, double share);
  Result run_at_highest(const CellTask& task);
  Result measure_capacity(const CellTask& task);
  RateProbe judge(const Result& result, double rate) const;

  World& world_;
  const Arrival& arrival_;
};

}  // namespace zramlab
