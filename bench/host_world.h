// This host: real threads, real time.
#pragma once

#include "bench/world.h"

namespace zramlab {

class HostRuns final : public World {
 public:
  explicit HostRuns(const RunOptions& options) : options_(options) {}
  Result run_strategy(const CellTask& task) override;
  Result run_bare_loop(const CellTask& task) override;

 private:
  const RunOptions& options_;
};

}  // namespace zramlab
