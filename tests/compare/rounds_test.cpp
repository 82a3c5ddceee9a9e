#include "bench/compare/rounds.h"

#include "bench/interrupt.h"
#include "tests/compare/support.h"

#include <gtest/gtest.h>

#include <string>

namespace zramlab::test {
namespace {

// What is measured has no part in these.
void nobody(Side /*side*/, unsigned /*round*/) {}

TEST(rounds, turn_round_who_comes_first) {
  std::string order;
  measure_rounds(4, [](Side, unsigned) { return document_of("c", "x", {1}); }, [&](Side side, unsigned) { order += to_string(side); });
  EXPECT_EQ(order, "ABBAABBA");
}

TEST(rounds, number_the_runs_of_both_sides) {
  const Rounds rounds = measure_rounds(3, [](Side side, unsigned round) { return document_of("c", "x", {round + (side == Side::b ? 0.5 : 0)}); }, nobody);
  EXPECT_EQ(rounds.done, 3u);
  EXPECT_EQ(rounds.a.values_of("c", "x"), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(rounds.b.values_of("c", "x"), (std::vector<double>{0.5, 1.5, 2.5}));
  for (unsigned round = 0; round < 3; ++round) {
    EXPECT_EQ(rounds.a.rows[round].repetition, round);
    EXPECT_EQ(rounds.b.rows[round].repetition, round);
  }
}

TEST(rounds, of_virtual_time_are_one) {
  const Rounds rounds = measure_rounds(9, [](Side, unsigned) {
    ResultsDocument document = document_of("c", "x", {1});
    document.rows[0].is_simulated = true;
    return document;
  }, nobody);
  EXPECT_EQ(rounds.done, 1u);
}

TEST(rounds, end_with_an_interrupt_and_keep_what_was_measured) {
  const Rounds rounds = measure_rounds(9, [](Side side, unsigned round) {
    if (side == Side::a && round == 2) interrupt_requested = true;
    return document_of("c", "x", {1});
  }, nobody);
  interrupt_requested = false;
  EXPECT_EQ(rounds.done, 2u);
  EXPECT_EQ(rounds.a.rows.size(), 2u) << "what was cut off is no run";
}

}  // namespace
}  // namespace zramlab::test
