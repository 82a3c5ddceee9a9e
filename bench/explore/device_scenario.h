// A strategy under exploration: threads that write, read, resize and unplug on one small device.
#pragma once

#include "bench/explore/history.h"
#include "engine/platform/virtual/explored.h"
#include "strategies/strategy.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

using ExploredStrategy = StrategyEntry<Explored>;

// What the threads do, beside writing.
enum class Traffic : std::uint8_t {
  writes,    // each thread writes again and again, all to one slot
  mixed,     // and every other operation reads
  resizing,  // and one thread more changes the number of streams
  hotplug,   // and one thread more takes a CPU off-line and brings it back
};

struct DeviceScenarioOptions {
  Traffic traffic = Traffic::writes;
  ThreadIndex threads = 2;
  std::uint32_t operations = 2;    // of each thread
  std::uint32_t streams = 1;       // that a strategy may have, unless it has one for each CPU or thread
  std::optional<SlotLockKind> slot_lock;  // empty: the strategy's own
  std::uint32_t faults = 0;        // as ExploredOptions::faults: writes may fail then
  bool all_visible = false;        // pool and counters take steps too
};

// 1. The device, made once, is at rest and empty before each execution; the strategy is made anew.
// 2. Visible are the strategy's atomics and plain data, the streams and the slots with their locks. The pool, the counters and
//    the number of streams are quiet: what a thread does there belongs to the step before.
class DeviceScenario final : public Scenario {
 public:
  DeviceScenario(const ExploredStrategy& strategy, const DeviceScenarioOptions& options);
  ~DeviceScenario() override;

  [[nodiscard]] ThreadIndex threads() const override { return options_.threads + (has_extra_thread() ? 1 : 0); }
  void prepare() override;
  void run(ThreadIndex thread) override;
  [[nodiscard]] std::string wrong_at_rest() override;

 private:
  using P = Explored;

  [[nodiscard]] bool has_extra_thread() const {
    return options_.traffic == Traffic::resizing || options_.traffic == Traffic::hotplug;
  }
  [[nodiscard]] DeviceOptions device_options() const;
  void make_store();
  void warm_up();
  void touch_slots();
  void write(ThreadIndex thread, std::uint32_t operation);
  void read(ThreadIndex thread);
  void resize();
  void unplug();
  [[nodiscard]] std::string wrong_content();
  [[nodiscard]] std::string wrong_streams();
  [[nodiscard]] std::string wrong_counters();
  void note(ThreadIndex thread, bool is_write, PageTag tag);

  const ExploredStrategy& entry_;
  DeviceScenarioOptions options_;
  DeviceOptions device_options_;
  std::unique_ptr<Store<P>> store_;
  std::unique_ptr<Streams<P>> streams_;
  std::unique_ptr<Backend> reader_;
  std::unique_ptr<Strategy<P>> strategy_;
  std::array<std::array<std::byte, page_bytes>, explored_threads_max> pages_{};  // that threads read into
  std::uint32_t streams_max_ = 0;      // by the last resize
  std::uint64_t streams_allowed_ = 0;  // at most at any time of this execution
  History history_;
};

}  // namespace zramlab
