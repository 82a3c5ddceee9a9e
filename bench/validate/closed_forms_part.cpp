// Closed forms against the simulated machine.
#include "bench/validate/closed_form.h"
#include "bench/validate/parts.h"
#include "bench/validate/queueing.h"
#include "bench/validate/scalability.h"

#include <fmt/format.h>

#include <array>

namespace zramlab {

namespace {

constexpr Target within_1_percent{Target::Kind::within, 0.01};
constexpr double per_second = 1e9;  // of a rate a nanosecond

Effort effort_of(const ValidateOptions& options) { return {options.quick ? 40'000u : 1'000'000u, options.seed}; }

// In a quick run the statistical interval is wider than the target: it is granted.
Target target_of(const ValidateOptions& options, const Rate& rate) {
  return options.quick ? Target{Target::Kind::within, 0.01 + 1.5 * rate.interval} : within_1_percent;
}

Figure figure_of(std::string name, double expected_per_ns, const Rate& rate, std::optional<Target> target, std::string note = {}) {
  return {.name = std::move(name),
          .unit = Unit::per_second,
          .found = rate.per_second,
          .expected = expected_per_ns * per_second,
          .interval = rate.interval,
          .target = target,
          .note = std::move(note)};
}

constexpr double think_ns = 20'000;
constexpr double service_ns = 1000;

void add_repairman(const ValidateOptions& options, PartReport& report) {
  struct Case {
    unsigned customers;
    LockKind lock;
    const char* name;
  };
  constexpr auto cases = std::to_array<Case>({{1, LockKind::queued, "queued spinlock"},
                                              {16, LockKind::queued, "queued spinlock"},
                                              {21, LockKind::queued, "queued spinlock"},
                                              {21, LockKind::ticket, "ticket lock"},
                                              {21, LockKind::mutex, "mutex"},
                                              {64, LockKind::mutex, "mutex"}});
  for (const Case& test : cases) {
    const double expected = repairman_throughput(test.customers, think_ns, service_ns);
    const Rate rate = simulate_network(
        {test.customers, {{Stop::alone, think_ns}, {0, service_ns}}, Law::exponential, test.lock}, expected, effort_of(options));
    report.figures.push_back(figure_of(fmt::format("machine repairman, {} CPUs, {}", test.customers, test.name), expected, rate,
                                       target_of(options, rate)));
  }
}

void add_constant_times(const ValidateOptions& options, PartReport& report) {
  for (const unsigned customers : {16u, 32u}) {
    const double expected = constant_throughput(customers, think_ns, service_ns);
    const Rate rate = simulate_network({customers, {{Stop::alone, think_ns}, {0, service_ns}}, Law::constant, LockKind::queued},
                                       expected, effort_of(options));
    report.figures.push_back(figure_of(fmt::format("constant times, {} CPUs, queued spinlock", customers), expected, rate,
                                       target_of(options, rate)));
  }
}

void add_mean_value_analysis(const ValidateOptions& options, PartReport& report) {
  // One lock taken twice a cycle, as an idle list is; and a list (twice) beside a lock of the pool's (once).
  const std::vector<Stop> twice = {{Stop::alone, 5000}, {0, 500}, {Stop::alone, 11'000}, {0, 500}};
  const std::vector<Stop> two_locks = {{Stop::alone, 5000}, {0, 400}, {Stop::alone, 9000}, {1, 600}, {Stop::alone, 500}, {0, 400}};
  struct Case {
    const char* name;
    const std::vector<Stop>& cycle;
    double think;
    std::vector<double> demands;
  };
  const std::array cases = {Case{"one lock taken twice", twice, 16'000, {1000}}, Case{"two locks", two_locks, 14'500, {800, 600}}};
  for (const Case& test : cases) {
    for (const unsigned customers : {8u, 24u}) {
      const double expected = mva_throughput(customers, test.think, test.demands);
      const Rate rate =
          simulate_network({customers, test.cycle, Law::exponential, LockKind::queued}, expected, effort_of(options));
      report.figures.push_back(figure_of(fmt::format("mean value analysis, {}, {} CPUs", test.name, customers), expected, rate,
                                         target_of(options, rate)));
    }
  }
}

constexpr unsigned ticket_cores = 48;
constexpr double ticket_transfer_ns = 100;

// `section` in line transfers a core; `load`: what would keep the lock busy if handing it over cost nothing.
TicketScenario ticket_scenario(double section, double load) {
  const double section_ns = section * ticket_cores * ticket_transfer_ns;
  return {ticket_cores, ticket_cores * section_ns / load, section_ns, ticket_transfer_ns};
}

void add_ticket_lock(const ValidateOptions& options, PartReport& report) {
  const auto run = [&](const TicketScenario& scenario, TicketLines lines) {
    return simulate_ticket_lock(scenario, lines, exact_ticket_throughput(scenario), effort_of(options));
  };
  // Sections so long that the line is free again when they end: there the published model is the machine.
  for (const double load : {0.3, 0.8, 2.0}) {
    const TicketScenario scenario = ticket_scenario(4, load);
    const Rate rate = run(scenario, TicketLines::served_alone);
    report.figures.push_back(figure_of(fmt::format("ticket lock as published, section of 4 n c, load {}", load),
                                       published_ticket_throughput(scenario), rate, target_of(options, rate)));
  }
  for (const double section : {0.5, 0.1}) {
    for (const double load : {0.8, 2.0}) {
      const TicketScenario scenario = ticket_scenario(section, load);
      const Rate rate = run(scenario, TicketLines::served_alone);
      const std::string name = fmt::format("section of {} n c, load {}", section, load);
      report.figures.push_back(figure_of("ticket lock, line taken exactly, " + name, exact_ticket_throughput(scenario), rate,
                                         target_of(options, rate)));
      report.figures.push_back(figure_of("ticket lock against the published model, " + name, published_ticket_throughput(scenario),
                                         rate, std::nullopt, "the published line is never busy with late readers"));
      report.figures.push_back(figure_of("the kernel's ticket lock against it, " + name, published_ticket_throughput(scenario),
                                         run(scenario, TicketLines::shared), std::nullopt, "tickets are drawn on the same line"));
    }
  }
}

// Two lock operations a page: how many CPUs until the lock is busy all the time.
void add_knee(const ValidateOptions& options, PartReport& report) {
  constexpr double page_ns = 11'000;
  for (const double operation_ns : {100.0, 200.0}) {
    const std::vector<Stop> cycle = {{0, operation_ns}, {Stop::alone, page_ns}, {0, operation_ns}};
    const double knee = knee_of(page_ns, 2 * operation_ns);
    const auto rate_of = [&](unsigned cpus) {
      return simulate_network({cpus, cycle, Law::constant, LockKind::queued},
                              constant_throughput(cpus, page_ns, 2 * operation_ns), effort_of(options));
    };
    const Rate saturated = rate_of(2 * static_cast<unsigned>(knee));
    report.figures.push_back({.name = fmt::format("knee of two operations of {} ns a page of 11 us, CPUs", operation_ns),
                              .found = saturated.per_second / rate_of(1).per_second,
                              .expected = knee,
                              .interval = saturated.interval,
                              .target = target_of(options, saturated),
                              .note = fmt::format("T / 2h = {:.1f}", page_ns / (2 * operation_ns))});
  }
}

void add_scalability(const ValidateOptions& options, PartReport& report) {
  for (const StrategyScalability& strategy : measure_scalability(options)) {
    const ScalabilityLaw& law = strategy.law;
    report.figures.push_back({.name = fmt::format("scalability law, {} on {}: alpha", strategy.name, strategy.machine),
                              .found = law.alpha,
                              .note = fmt::format("beta {:.2e}, R^2 {:.3f}, highest rate at {:.0f} CPUs", law.beta, law.r_squared,
                                                  law.best_cpus())});
  }
}

}  // namespace

PartReport validate_closed_forms(const ValidateOptions& options) {
  PartReport report{.name = "closed-forms",
                    .title = "Closed forms",
                    .method = "Virtual threads with seeded exponential or constant times on a machine where nothing else costs "
                              "anything (the ticket lock: nothing but line transfers), counted over 30 equal spans of virtual time "
                              "after one for settling; +- is the 95 % interval of their mean. Cycles a second."};
  add_repairman(options, report);
  add_constant_times(options, report);
  add_mean_value_analysis(options, report);
  add_ticket_lock(options, report);
  add_knee(options, report);
  add_scalability(options, report);
  return report;
}

}  // namespace zramlab
