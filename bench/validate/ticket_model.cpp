#include "bench/validate/ticket_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace zramlab {

namespace {

// An exponential time in so many parts of equal probability, each at its mean: the sum's error in the mean is none.
constexpr unsigned section_parts = 48;
constexpr unsigned busy_parts = 8;

std::vector<double> exponential_parts(double mean, unsigned parts) {
  std::vector<double> values;
  for (unsigned i = 0; i < parts; ++i) {
    // The integral of -ln(1 - p) over the part: (1 - p) ln(1 - p) + p between its ends.
    const auto integral = [](double p) { return p < 1 ? (1 - p) * std::log1p(-p) + p : 1.0; };
    values.push_back(mean * parts * (integral((i + 1.0) / parts) - integral(static_cast<double>(i) / parts)));
  }
  return values;
}

// Adds to `row` the chances of 0..sources arrivals on top of `first`, times `weight`.
void add_arrivals(std::vector<double>& row, unsigned first, unsigned sources, double chance, double weight) {
  const double odds = chance / (1 - chance);
  double term = weight * std::pow(1 - chance, sources);
  for (unsigned i = 0; i <= sources; ++i) {
    row[first + i] += term;
    term *= (sources - i) * odds / (i + 1.0);
  }
}

// The embedded chain: from j waiters at a release to those at the next.
struct Embedded {
  std::vector<std::vector<double>> to;  // [j][j']
  std::vector<double> cycle;            // mean time from a release with j waiters to the next
};

// How long the line stays busy after a release before which j waited, in parts of equal probability. What it was busy with at
// the release before, `busy_before` on average, only makes time for more arrivals.
std::vector<double> busy_times(const TicketScenario& scenario, unsigned waiting, const std::vector<double>& sections,
                               double busy_before) {
  std::vector<double> all;
  for (unsigned place = 1; place <= waiting; ++place) {
    for (const double section : sections) {
      const double time = busy_before + scenario.transfer * (1 + place) + section;
      const double arrivals = (scenario.cores - waiting) * -std::expm1(-time / scenario.local);
      all.push_back(std::max(0.0, (waiting - place + arrivals) * scenario.transfer - section));
    }
  }
  std::sort(all.begin(), all.end());
  std::vector<double> parts(busy_parts);
  for (unsigned part = 0; part < busy_parts; ++part) {
    const std::size_t begin = all.size() * part / busy_parts;
    const std::size_t end = std::max(begin + 1, all.size() * (part + 1) / busy_parts);
    parts[part] = std::accumulate(all.begin() + static_cast<long>(begin), all.begin() + static_cast<long>(end), 0.0) /
                  static_cast<double>(end - begin);
  }
  return parts;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void add_handover(const TicketScenario& scenario, unsigned waiting, const std::vector<double>& sections, Embedded& chain) {
  const double busy_before = mean_of(busy_times(scenario, waiting, sections, 0));
  const std::vector<double> busy = busy_times(scenario, waiting, sections, busy_before);
  const double weight = 1.0 / (static_cast<double>(waiting) * static_cast<double>(sections.size() * busy.size()));
  for (unsigned place = 1; place <= waiting; ++place) {
    for (const double section : sections) {
      for (const double rest : busy) {
        const double time = rest + scenario.transfer * (1 + place) + section;
        add_arrivals(chain.to[waiting], waiting - 1, scenario.cores - waiting, -std::expm1(-time / scenario.local), weight);
        chain.cycle[waiting] += weight * time;
      }
    }
  }
}

void add_idle_lock(const TicketScenario& scenario, const std::vector<double>& sections, Embedded& chain) {
  const double fetch = scenario.transfer * (1 - 1.0 / scenario.cores);
  const double weight = 1.0 / static_cast<double>(sections.size());
  chain.cycle[0] = scenario.local / scenario.cores;
  for (const double section : sections) {
    const double time = fetch + section;
    add_arrivals(chain.to[0], 0, scenario.cores - 1, -std::expm1(-time / scenario.local), weight);
    chain.cycle[0] += weight * time;
  }
}

// By repeated steps, averaged over two neighbours so that no period can stay.
std::vector<double> stationary(const std::vector<std::vector<double>>& to) {
  std::vector<double> share(to.size(), 1.0 / static_cast<double>(to.size()));
  for (int step = 0; step < 20'000; ++step) {
    std::vector<double> next(to.size());
    for (std::size_t from = 0; from < to.size(); ++from) {
      for (std::size_t state = 0; state < to.size(); ++state) next[state] += share[from] * to[from][state];
    }
    double change = 0;
    for (std::size_t state = 0; state < to.size(); ++state) {
      change += std::abs(next[state] - share[state]);
      share[state] = (next[state] + share[state]) / 2;
    }
    if (change < 1e-12) break;
  }
  return share;
}

}  // namespace

double published_ticket_throughput(const TicketScenario& scenario) {
  const double section = scenario.section + scenario.transfer;
  double weight = 1;  // of k cores at the lock, against none
  double sum = 1;
  double served = 0;
  for (unsigned k = 1; k <= scenario.cores; ++k) {
    const double time = section + scenario.transfer * k / 2;
    weight *= (scenario.cores - k + 1) / scenario.local * time;
    sum += weight;
    served += weight / time;
  }
  return served / sum;
}

double exact_ticket_throughput(const TicketScenario& scenario) {
  Embedded chain{std::vector(scenario.cores, std::vector<double>(scenario.cores)), std::vector<double>(scenario.cores)};
  const std::vector<double> sections = exponential_parts(scenario.section, section_parts);
  add_idle_lock(scenario, sections, chain);
  for (unsigned waiting = 1; waiting < scenario.cores; ++waiting) add_handover(scenario, waiting, sections, chain);
  const std::vector<double> share = stationary(chain.to);
  return 1 / std::inner_product(share.begin(), share.end(), chain.cycle.begin(), 0.0);
}

}  // namespace zramlab
