// The experiment: every cell of strategy x codec x threads, its repetitions interleaved with all others'.
#pragma once

#include "bench/driver.h"
#include "bench/input.h"
#include "bench/options.h"
#include "bench/result.h"
#include "bench/world.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zramlab {

// The name under which the bare loop appears among the strategies.
inline constexpr std::string_view bare_loop_name = "bare-loop";

// One run to come: a cell in one of its repetitions.
struct PlannedRun {
  Cell cell;
  unsigned repetition = 0;
};

// What an experiment tells while it runs.
struct ExperimentEvents {
  // May be empty. Several times a second: `done` runs of `total` are over, `operations` done in the present one.
  std::function<void(const PlannedRun&, std::size_t done, std::size_t total, std::uint64_t operations)> on_progress;
  std::function<void(const Result&)> on_result;
};

// 1. Runs start on the calling thread, one after the other.
// 2. A cell's bare loop runs first in each repetition of its codec and threads; the other cells follow in an order that
//    the seed chooses, so that drift of the machine hits all alike.
class Experiment {
 public:
  // THROWS InputError for a codec that cannot be made or loses data.
  Experiment(const RunOptions& options, Input& input);

  // Every run, in the order in which they will be done.
  [[nodiscard]] std::vector<PlannedRun> schedule() const;

  // The runs of one repetition.
  [[nodiscard]] std::vector<PlannedRun> schedule_of(unsigned repetition) const;

  [[nodiscard]] const World& world() const { return *world_; }

  // Does them all, or until Ctrl-C.
  std::vector<Result> run(const ExperimentEvents& events);

  // Does one, without its efficiency. `on_progress` may be empty.
  Result measure(const PlannedRun& run, const std::function<void(std::uint64_t)>& on_progress);

 private:
  void warm_up(const PlannedRun& run);
  [[nodiscard]] DriveOptions drive_options(const Plan& plan) const;

  const RunOptions& options_;
  Input& input_;
  std::unique_ptr<World> world_;
  std::map<std::string, CodecState> codecs_;
};

}  // namespace zramlab
