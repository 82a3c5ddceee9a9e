// A simulated machine as the place where cells run.
#pragma once

#include "bench/simulated_driver.h"
#include "bench/world.h"

#include <map>

namespace zramlab {

class SimulatedRuns final : public World {
 public:
  SimulatedRuns(const RunOptions& options, Input& input);

  Result run_strategy(const CellTask& task) override;
  Result run_bare_loop(const CellTask& task) override;
  // Its sensitivity, if that is asked for.
  void examine(const CellTask& task, Result& result) override;
  [[nodiscard]] nlohmann::ordered_json context() const override;

 private:
  // What a codec costs: its table, and the stand-in that looks pages up there.
  struct FrozenState {
    std::shared_ptr<const CostTable> costs;
    std::shared_ptr<const Codec> codec;
  };

  const FrozenState& frozen(const CodecState& codec);
  Result run_on(const MachineProfile& profile, const CellTask& task, Timeline* timeline);
  void add_sensitivity(const CellTask& task, Result& result);

  const RunOptions& options_;
  Input& input_;
  std::map<std::string, FrozenState> frozen_;
};

}  // namespace zramlab
