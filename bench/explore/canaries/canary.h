// Canaries: planted bugs that exploration must find. A checker that never failed proves nothing.
#pragma once

#include "bench/explore/device_scenario.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace zramlab {

struct Canary {
  std::string_view name;
  std::string_view bug;
  VirtualFailure expected;
  std::unique_ptr<Scenario> (*make)();
  CpuIndex cpus = 2;
  std::uint32_t faults = 0;  // as ExploredOptions::faults
  bool weak_only = false;    // passes where memory is sequentially consistent
  VirtualFailure or_as = expected;  // what else it may show as
};

// The planted bugs of each file, and all of them.
std::span<const Canary> lock_canaries();
std::span<const Canary> wait_canaries();
std::span<const Canary> lock_free_canaries();
std::span<const Canary> idle_list_canaries();
std::span<const Canary> per_cpu_canaries();
std::span<const Canary> other_strategy_canaries();
std::span<const Canary> canaries();

// What a canary's lock or strategy is written with.
namespace planted {

using P = Explored;
using Word = P::Atomic<std::uint32_t>;
template <class T>
using Plain = P::Plain<T>;
using Steps = WriteSteps<P>;
using Stream = zramlab::Stream<P>;

constexpr std::uint32_t may_fail(Fault fault) { return 1u << static_cast<unsigned>(fault); }

// A scenario of State's own: State::threads of them, each in run(thread); wrong() afterwards, if there is one.
template <class State>
class StateScenario final : public Scenario {
 public:
  [[nodiscard]] ThreadIndex threads() const override { return State::threads; }
  void prepare() override { state_ = std::make_unique<State>(); }
  void run(ThreadIndex thread) override { state_->run(thread); }
  [[nodiscard]] std::string wrong_at_rest() override {
    if constexpr (requires { state_->wrong(); }) return state_->wrong();
    return {};
  }

 private:
  std::unique_ptr<State> state_;
};

template <class State>
std::unique_ptr<Scenario> make_state() {
  return std::make_unique<StateScenario<State>>();
}

// A device with a strategy that is broken, under the traffic that shows it.
template <class Broken, Traffic traffic = Traffic::writes, ThreadIndex thread_count = 2, std::uint32_t streams = 1, std::uint32_t faults = 0>
std::unique_ptr<Scenario> make_device() {
  static constexpr StrategyCard card{.name = "canary",
                                     .models = "",
                                     .summary = "",
                                     .slot_lock = SlotLockKind::sleeping_bit,
                                     .resizable = traffic == Traffic::resizing};
  static const ExploredStrategy entry{card, make_strategy<Broken, P>};
  DeviceScenarioOptions options;
  options.traffic = traffic;
  options.threads = thread_count;
  options.operations = 2;
  options.streams = streams;
  options.faults = faults;
  return std::make_unique<DeviceScenario>(entry, options);
}

// The steps of a write with one stream, in their order.
inline void fill(Steps& page, Stream& stream) {
  page.compress(stream);
  page.allocate(Allocation::may_sleep);
  page.copy(stream);
}

}  // namespace planted
}  // namespace zramlab
