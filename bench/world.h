// Where the cells of an experiment run: on this host, in its kernel, or on a simulated machine.
#pragma once

#include "bench/driver.h"
#include "bench/input.h"
#include "bench/options.h"
#include "bench/prepared_pages.h"
#include "bench/result.h"
#include "engine/device/store.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace zramlab {

// A codec of an experiment, with every distinct page compressed once.
struct CodecState {
  std::string name;
  std::shared_ptr<const Codec> codec;
  std::unique_ptr<PreparedPages> prepared;
};

// The name under which the bare loop appears among the strategies.
inline constexpr std::string_view bare_loop_name = "bare-loop";

// One run to come.
struct CellTask {
  const Cell& cell;
  const CodecState& codec;
  const Plan& plan;
  const DriveOptions& drive;
  bool is_auxiliary = false;  // serves another run: nothing is added to what it measures
};

class World {
 public:
  World() = default;
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  virtual Result run_strategy(const CellTask& task) = 0;
  virtual Result run_bare_loop(const CellTask& task) = 0;
  // Runs more of the kind, to say how far the result can be trusted.
  virtual void examine(const CellTask& task, Result& result);
  // What this world adds to the context of results; null: nothing.
  [[nodiscard]] virtual nlohmann::ordered_json context() const;
};

// THROWS InputError for a machine that cannot be loaded, and for a kernel that lacks what was asked for.
std::unique_ptr<World> make_world(const RunOptions& options, Input& input);

// The device that a cell runs on. `slot_lock`: of the strategy's card.
DeviceOptions device_options(const RunOptions& options, const CellTask& task, SlotLockKind slot_lock,
                             std::shared_ptr<const Codec> codec);

}  // namespace zramlab
