#include "bench/validate/queueing.h"

#include "bench/validate/free_machine.h"
#include "engine/base/random.h"
#include "engine/platform/virtual/simulated.h"
#include "engine/sync/mutex.h"
#include "engine/sync/queued_spinlock.h"
#include "engine/sync/ticket_lock.h"

#include <cmath>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>

namespace zramlab {

namespace {

class Times {
 public:
  Times(const Effort& effort, ThreadIndex thread, Law law) : random_(Random(effort.seed).fork(thread)), law_(law) {}

  double operator()(double mean) {
    if (law_ == Law::constant) return mean;
    const double share = (static_cast<double>(random_() >> 11) + 0.5) / 9007199254740992.0;  // 2^53
    return -mean * std::log(share);
  }

 private:
  Random random_;
  Law law_;
};

// Runs `cycle(times, thread)` again and again on every CPU, and counts.
Rate count_cycles(const MachineProfile& machine, Law law, double expected_per_ns, const Effort& effort,
                  const std::function<void(Times&, ThreadIndex)>& cycle) {
  const double span_ns = static_cast<double>(effort.cycles) / expected_per_ns / static_cast<double>(BatchCounter::batches);
  std::optional<BatchCounter> counter;
  const auto customers = static_cast<ThreadIndex>(machine.cpus.size());
  SimulatedMachine::prepare_for(machine);
  const SimulationOptions options{.profile = &machine, .seed = effort.seed, .threads = customers, .fault_share = {}, .on_pulse = {}, .operator_thread = {}};
  SimulatedMachine simulated(options, [&](ThreadIndex thread) {
    Times times(effort, thread, law);
    do {
      cycle(times, thread);
    } while (counter->count(Simulated::now()));
  });
  counter.emplace(simulated.start(), static_cast<Ticks>(span_ns * static_cast<double>(ps_per_ns)));
  const SimulationReport report = simulated.execute();
  if (report.failed) throw std::runtime_error("a validation's simulated run failed: " + report.message);
  return counter->rate();
}

template <class Lock>
Rate simulate_with(const Network& network, double expected_per_ns, const Effort& effort) {
  std::deque<Lock> locks;
  for (const Stop& stop : network.cycle) {
    while (stop.lock != Stop::alone && locks.size() <= stop.lock) locks.emplace_back();
  }
  return count_cycles(free_machine(network.customers), network.law, expected_per_ns, effort, [&](Times& times, ThreadIndex) {
    for (const Stop& stop : network.cycle) {
      const double time = times(stop.mean_ns);
      if (stop.lock == Stop::alone) {
        spend_ns(time);
        continue;
      }
      locks[stop.lock].lock();
      spend_ns(time);
      locks[stop.lock].unlock();
    }
  });
}

// A ticket lock whose tickets cost nothing: drawn in the order of virtual time, which asking for the CPU puts threads in.
class ModelTicketLock {
 public:
  void lock() {
    Simulated::cpu();
    const std::uint32_t mine = next_++;
    Simulated::spin_until(serving_, [mine](std::uint32_t serving) { return serving == mine; });
  }
  void unlock() { serving_.store(serving_.load(memory_order_relaxed) + 1, memory_order_release); }

 private:
  std::uint32_t next_ = 0;
  Simulated::Atomic<std::uint32_t> serving_{0};
};

template <class Lock>
Rate simulate_ticket(const TicketScenario& scenario, double expected_per_ns, const Effort& effort) {
  MachineProfile machine = free_machine(scenario.cores);
  machine.cluster_transfer_ns = {scenario.transfer};
  machine.shared_read_ns = scenario.transfer;  // as published: waiters read the line one after the other
  Lock lock;
  return count_cycles(machine, Law::exponential, expected_per_ns, effort, [&](Times& times, ThreadIndex) {
    spend_ns(times(scenario.local));
    lock.lock();
    spend_ns(times(scenario.section));
    lock.unlock();
  });
}

}  // namespace

Rate simulate_network(const Network& network, double expected_per_ns, const Effort& effort) {
  switch (network.lock) {
    case LockKind::queued: return simulate_with<QueuedSpinlock<Simulated>>(network, expected_per_ns, effort);
    case LockKind::ticket: return simulate_with<TicketLock<Simulated>>(network, expected_per_ns, effort);
    case LockKind::mutex: return simulate_with<Mutex<Simulated>>(network, expected_per_ns, effort);
  }
  return {};
}

Rate simulate_ticket_lock(const TicketScenario& scenario, TicketLines lines, double expected_per_ns, const Effort& effort) {
  return lines == TicketLines::shared ? simulate_ticket<TicketLock<Simulated>>(scenario, expected_per_ns, effort)
                                      : simulate_ticket<ModelTicketLock>(scenario, expected_per_ns, effort);
}

}  // namespace zramlab
