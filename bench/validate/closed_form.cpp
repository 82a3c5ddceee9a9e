#include "bench/validate/closed_form.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace zramlab {

double repairman_throughput(unsigned customers, double think, double service) {
  double weight = 1;  // of n customers at the lock, against none
  double sum = 1;
  for (unsigned n = 1; n <= customers; ++n) {
    weight *= (customers - n + 1) * service / think;
    sum += weight;
  }
  return (1 - 1 / sum) / service;
}

double constant_throughput(unsigned customers, double think, double service) {
  return std::min(customers / (think + service), 1 / service);
}

double mva_throughput(unsigned customers, double think, std::span<const double> demands) {
  std::vector<double> queues(demands.size());  // mean customers at each station
  double throughput = 0;
  for (unsigned n = 1; n <= customers; ++n) {
    // Who arrives finds the queues of a network with one customer less.
    double response = 0;
    for (std::size_t i = 0; i < demands.size(); ++i) response += demands[i] * (1 + queues[i]);
    throughput = n / (think + response);
    for (std::size_t i = 0; i < demands.size(); ++i) queues[i] = throughput * demands[i] * (1 + queues[i]);
  }
  return throughput;
}

double knee_of(double think, double service) { return (think + service) / service; }

double ScalabilityLaw::speedup(double cpus) const {
  return cpus / (1 + alpha * (cpus - 1) + beta * cpus * (cpus - 1));
}

double ScalabilityLaw::best_cpus() const {
  if (beta <= 0) return alpha < 1 ? std::numeric_limits<double>::infinity() : 1;
  return std::max(1.0, std::sqrt(std::max(0.0, 1 - alpha) / beta));
}

namespace {

// Sums over the points of n / speedup - 1 = alpha x + beta z.
struct NormalEquations {
  double xx = 0, xz = 0, zz = 0, xy = 0, zy = 0;

  void add(double n, double speedup) {
    const double x = n - 1;
    const double z = n * (n - 1);
    const double y = n / speedup - 1;
    xx += x * x;
    xz += x * z;
    zz += z * z;
    xy += x * y;
    zy += z * y;
  }

  [[nodiscard]] ScalabilityLaw solve() const {
    const double determinant = xx * zz - xz * xz;
    if (determinant <= 0) return {};  // one point, or none, beside n = 1
    ScalabilityLaw law{(xy * zz - zy * xz) / determinant, (zy * xx - xy * xz) / determinant};
    if (law.beta < 0) law = {std::max(0.0, xy / xx), 0};
    if (law.alpha < 0) law = {0, std::max(0.0, zy / zz)};
    return law;
  }
};

double r_squared_of(const ScalabilityLaw& law, std::span<const unsigned> cpus, std::span<const double> rates) {
  const double mean = std::accumulate(rates.begin(), rates.end(), 0.0) / static_cast<double>(rates.size());
  double around_mean = 0;
  double around_law = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    around_mean += (rates[i] - mean) * (rates[i] - mean);
    const double off = rates[i] - rates[0] * law.speedup(cpus[i]);
    around_law += off * off;
  }
  return around_mean > 0 ? 1 - around_law / around_mean : 1;
}

}  // namespace

ScalabilityLaw fit_scalability(std::span<const unsigned> cpus, std::span<const double> rates) {
  ZRAMLAB_CHECK(!cpus.empty() && cpus[0] == 1 && cpus.size() == rates.size(), "the law is fitted to rates from 1 CPU on");
  NormalEquations equations;
  for (std::size_t i = 0; i < cpus.size(); ++i) equations.add(cpus[i], rates[i] / rates[0]);
  ScalabilityLaw law = equations.solve();
  law.r_squared = r_squared_of(law, cpus, rates);
  return law;
}

}  // namespace zramlab
