// The two solutions of the ticket lock where they must agree.
#include "bench/validate/ticket_model.h"

#include "bench/validate/closed_form.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(ticket_model, without_transfers_both_are_the_machine_repairman) {
  for (const unsigned cores : {2u, 8u, 48u}) {
    const TicketScenario scenario{.cores = cores, .local = 20'000, .section = 1000, .transfer = 0};
    const double repairman = repairman_throughput(cores, scenario.local, scenario.section);
    EXPECT_NEAR(published_ticket_throughput(scenario) / repairman, 1, 1e-9);
    EXPECT_NEAR(exact_ticket_throughput(scenario) / repairman, 1, 1e-3) << "its sections are cut into parts of equal probability";
  }
}

TEST(ticket_model, long_sections_leave_the_line_free_and_both_agree) {
  const TicketScenario scenario{.cores = 48, .local = 1e6, .section = 40'000, .transfer = 100};
  EXPECT_NEAR(exact_ticket_throughput(scenario) / published_ticket_throughput(scenario), 1, 0.01);
}

TEST(ticket_model, a_busy_line_makes_the_collapse_sharper_than_published) {
  const TicketScenario scenario{.cores = 48, .local = 10'000, .section = 500, .transfer = 100};
  EXPECT_LT(exact_ticket_throughput(scenario), 0.8 * published_ticket_throughput(scenario));
}

TEST(ticket_model, under_load_more_cores_do_less) {
  double before = 1e9;
  for (const unsigned cores : {12u, 24u, 48u}) {
    const TicketScenario scenario{.cores = cores, .local = 1000, .section = 500, .transfer = 100};
    EXPECT_LT(published_ticket_throughput(scenario), before);
    before = published_ticket_throughput(scenario);
  }
}

}  // namespace
}  // namespace zramlab::test
