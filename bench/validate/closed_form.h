// Queueing theory's answers to what the simulated machine simulates. Pure functions; times in one unit, whichever it is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace zramlab {

// The machine repairman, M/M/1//N: `customers` think for a mean of `think`, then are served one at a time for a mean of `service`,
// both exponential. Cycles a unit of time. The chance of n customers at the lock is proportional to N!/(N-n)! (service/think)^n.
double repairman_throughput(unsigned customers, double think, double service);

// The same with constant times, once it has settled: nobody waits until the lock is busy all the time.
double constant_throughput(unsigned customers, double think, double service);

// Exact mean value analysis (Reiser and Lavenberg 1980) of a closed network: `customers`, a delay of `think` a cycle, and
// stations with one server each, on which a cycle spends demands[i] in all (visits times mean service). Exact for exponential
// service, first come first served, with one mean at each station. Cycles a unit of time.
double mva_throughput(unsigned customers, double think, std::span<const double> demands);

// The number of CPUs at which a lock that each cycle holds for `service` in all is busy all the time, if nobody waited before:
// where n / (think + service) meets 1 / service.
double knee_of(double think, double service);

// The universal scalability law: rate(n) / rate(1) = n / (1 + alpha (n - 1) + beta n (n - 1)) (Gunther 1993).
struct ScalabilityLaw {
  double alpha = 0;      // contention
  double beta = 0;       // coherence: above 0 the rate falls from some number of CPUs on
  double r_squared = 0;  // of the rates; 1: all on the curve

  [[nodiscard]] double speedup(double cpus) const;
  [[nodiscard]] double best_cpus() const;  // where the rate is highest; infinity where it never falls
};

// Least squares over n / speedup - 1 = alpha (n - 1) + beta n (n - 1), neither below 0. REQUIRES cpus[0] = 1 and equal sizes.
ScalabilityLaw fit_scalability(std::span<const unsigned> cpus, std::span<const double> rates);

}  // namespace zramlab
