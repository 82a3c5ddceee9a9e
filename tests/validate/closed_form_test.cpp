// Closed forms against each other and against their limits.
#include "bench/validate/closed_form.h"

#include "tests/validate/repairman.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace zramlab::test {
namespace {

TEST(repairman, one_customer_never_waits) {
  EXPECT_NEAR(repairman_throughput(1, think, service) * (think + service), 1, 1e-12);
}

TEST(repairman, many_customers_keep_the_lock_busy) {
  EXPECT_NEAR(repairman_throughput(200, think, service) * service, 1, 1e-9);
}

TEST(repairman, more_customers_never_do_less) {
  double before = 0;
  for (unsigned customers = 1; customers <= 64; ++customers) {
    const double now = repairman_throughput(customers, think, service);
    EXPECT_GE(now, before * (1 - 1e-12));
    before = now;
  }
}

TEST(repairman, random_times_never_do_more_than_constant_ones) {
  for (unsigned customers = 1; customers <= 64; ++customers) {
    EXPECT_LE(repairman_throughput(customers, think, service), constant_throughput(customers, think, service) * (1 + 1e-12));
  }
}

TEST(mva, one_station_is_the_machine_repairman) {
  for (unsigned customers = 1; customers <= 64; ++customers) {
    const std::array demands = {service};
    EXPECT_NEAR(mva_throughput(customers, think, demands) / repairman_throughput(customers, think, service), 1, 1e-9);
  }
}

TEST(mva, without_stations_everybody_thinks) {
  EXPECT_DOUBLE_EQ(mva_throughput(7, think, {}), 7 / think);
}

TEST(mva, two_equal_stations_without_thinking_have_all_states_alike) {
  // n customers at two equal stations: n + 1 states of equal weight, in n of which the first station works.
  for (unsigned customers = 1; customers <= 10; ++customers) {
    const std::array demands = {service, service};
    EXPECT_NEAR(mva_throughput(customers, 0, demands) * service, customers / (customers + 1.0), 1e-12);
  }
}

TEST(knee, is_where_the_two_bounds_meet) {
  const double cpus = knee_of(think, service);
  EXPECT_DOUBLE_EQ(cpus / (think + service), 1 / service);
}

TEST(fit_scalability, finds_the_law_that_made_the_rates) {
  const ScalabilityLaw law{.alpha = 0.03, .beta = 0.0004};
  const std::array<unsigned, 7> cpus = {1, 2, 4, 8, 16, 32, 64};
  std::array<double, 7> rates{};
  for (std::size_t i = 0; i < cpus.size(); ++i) rates[i] = 5000 * law.speedup(cpus[i]);
  const ScalabilityLaw fitted = fit_scalability(cpus, rates);
  EXPECT_NEAR(fitted.alpha, law.alpha, 1e-9);
  EXPECT_NEAR(fitted.beta, law.beta, 1e-12);
  EXPECT_NEAR(fitted.r_squared, 1, 1e-12);
  EXPECT_GT(law.speedup(law.best_cpus()), law.speedup(law.best_cpus() + 1));
  EXPECT_GT(law.speedup(law.best_cpus()), law.speedup(law.best_cpus() - 1));
}

TEST(fit_scalability, rates_that_grow_evenly_have_neither_contention_nor_coherence) {
  const std::array<unsigned, 4> cpus = {1, 2, 4, 8};
  const std::array<double, 4> rates = {10, 20, 40, 80};
  const ScalabilityLaw law = fit_scalability(cpus, rates);
  EXPECT_NEAR(law.alpha, 0, 1e-12);
  EXPECT_NEAR(law.beta, 0, 1e-12);
}

TEST(fit_scalability, neither_parameter_is_below_0) {
  const std::array<unsigned, 4> cpus = {1, 2, 4, 8};
  for (const std::array<double, 4>& rates : {std::array<double, 4>{10, 25, 60, 140}, std::array<double, 4>{10, 11, 30, 100}}) {
    const ScalabilityLaw law = fit_scalability(cpus, rates);
    EXPECT_GE(law.alpha, 0);
    EXPECT_GE(law.beta, 0);
  }
}

}  // namespace
}  // namespace zramlab::test
