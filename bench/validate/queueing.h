// Closed queueing networks on the simulated machine: virtual threads that think, and take locks.
#pragma once

#include "bench/validate/rate.h"
#include "bench/validate/ticket_model.h"

#include <cstdint>
#include <vector>

namespace zramlab {

enum class Law { exponential, constant };
enum class LockKind { queued, ticket, mutex };

// One stop of a customer's cycle: on its own, or with a lock held. Times in nanoseconds.
struct Stop {
  static constexpr unsigned alone = ~0u;
  unsigned lock = alone;
  double mean_ns = 0;
};

struct Network {
  unsigned customers = 1;  // a thread each, each on its CPU
  std::vector<Stop> cycle;
  Law law = Law::exponential;
  LockKind lock = LockKind::queued;
};

// How long to simulate.
struct Effort {
  std::uint64_t cycles = 1'000'000;  // about
  std::uint64_t seed = 1;
};

// Cycles a second of a network on a free_machine(); `expected_per_ns` only plans the length.
Rate simulate_network(const Network& network, double expected_per_ns, const Effort& effort);

// The lines of a ticket lock: as the model has them, or as the kernel's lock (TicketLock) does.
enum class TicketLines { served_alone, shared };

// Acquisitions a second of a ticket lock, on a machine where only charges and line transfers take time. Served alone: the number
// that is served has a line of its own, and tickets are drawn at no cost, as in the models.
Rate simulate_ticket_lock(const TicketScenario& scenario, TicketLines lines, double expected_per_ns, const Effort& effort);

}  // namespace zramlab
