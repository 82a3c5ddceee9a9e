// The gate's promise: a planted slowdown of 30 % is caught every time, and the same program against itself raises no alarm, on a
// machine as noisy as shared ones are.
#include "tests/gate/noise_model.h"
#include "tests/gate/support.h"

#include <array>

namespace zramlab::test {
namespace {

constexpr unsigned rounds = 21;
constexpr double ns_per_page = 6400;
const char* const thresholds_text = R"({"names": {"*": {"real_time": {"max_regression": 0.10, "floor": 20}}}})";

struct Measured {
  Measurements baseline;
  Measurements measured;
  Measurements first;
  Measurements second;

  [[nodiscard]] Sides sides() const {
    return {.baseline = &baseline, .measured = &measured, .interleaved = true, .repeated_first = &first, .repeated_second = &second};
  }
};

void add(Measurements& side, std::size_t cell, double ns) {
  side.add(parse_results(document_of({row(fmt::format("cell-{}/threads:2", cell), {{"real_time", ns}})}).dump(), "machine"));
}

// The order of bench/gate/rounds.cpp: A B B A, then B A A B; a run measures every cell.
Measured measure(SharedMachine& machine, double slowdown, std::size_t cells) {
  Measured result;
  for (unsigned round = 0; round < rounds; ++round) {
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const double old_ns = ns_per_page * static_cast<double>(1 + cell);
      std::array<double, 2> a{};
      std::array<double, 2> b{};
      const bool old_first = round % 2 == 0;
      if (old_first) a[0] = machine.run(old_ns);
      b[0] = machine.run(old_ns * slowdown);
      if (!old_first) a[0] = machine.run(old_ns);
      if (!old_first) a[1] = machine.run(old_ns);
      b[1] = machine.run(old_ns * slowdown);
      if (old_first) a[1] = machine.run(old_ns);
      for (std::size_t pair = 0; pair < 2; ++pair) {
        add(result.baseline, cell, a[pair]);
        add(result.measured, cell, b[pair]);
      }
      add(result.first, cell, a[0]);
      add(result.first, cell, b[0]);
      add(result.second, cell, a[1]);
      add(result.second, cell, b[1]);
    }
  }
  return result;
}

// A gate of `cells` results, each of which may raise an alarm, as `bench gate --binary` does it: judge, and measure and judge again where
// that was too noisy, and where a regression is suspected.
GateVerdict gate(std::uint64_t seed, double slowdown, std::size_t cells) {
  SharedMachine machine(seed);
  const Thresholds thresholds = thresholds_of(thresholds_text);
  const auto judge_rounds = [&] { return judge_all(thresholds, measure(machine, slowdown, cells).sides(), {}); };
  std::vector<Finding> findings = judge_rounds();
  if (any_too_noisy(findings)) replace_noisy(findings, judge_rounds());
  if (any_of(findings, GateVerdict::suspected)) {
    std::vector<Finding> again = judge_rounds();
    keep_suspected(again, findings);
    if (any_too_noisy(again)) replace_noisy(again, judge_rounds());
    confirm_all(findings, again);
  }
  return verdict_of(findings);
}

TEST(gate_trials, a_planted_slowdown_of_30_percent_is_caught_20_times_of_20) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_EQ(gate(seed, 1.3, 1), GateVerdict::regression) << "seed " << seed;
}

TEST(gate_trials, fifty_runs_of_a_program_against_itself_raise_no_alarm) {
  unsigned inconclusive = 0;
  for (std::uint64_t seed = 1001; seed <= 1050; ++seed) {
    const GateVerdict verdict = gate(seed, 1, 6);
    EXPECT_NE(verdict, GateVerdict::regression) << "seed " << seed;
    inconclusive += verdict == GateVerdict::inconclusive ? 1 : 0;
  }
  // A gate that can never tell would not alarm either.
  EXPECT_LE(inconclusive, 5u);
}

// The machine of the model is a hard one: judged as most tools do, the same program regresses again and again.
TEST(gate_trials, the_same_machine_fools_a_gate_that_compares_one_run_before_with_one_after) {
  unsigned alarms = 0;
  for (std::uint64_t seed = 1001; seed <= 1050; ++seed) {
    SharedMachine machine(seed);
    const double before = machine.run(ns_per_page);
    for (int other_run = 0; other_run < 40; ++other_run) machine.run(ns_per_page);
    alarms += machine.run(ns_per_page) > before * 1.1 ? 1 : 0;
  }
  EXPECT_GT(alarms, 5u);
}

// Samples of the same program that differ by up to a factor of four, in no order.
Measured measure_with_dice() {
  SharedMachine dice(7);
  Measured wild;
  for (unsigned sample = 0; sample < 2 * rounds; ++sample) {
    add(wild.baseline, 0, ns_per_page * (1 + 3 * dice.uniform()));
    add(wild.measured, 0, ns_per_page * (1 + 3 * dice.uniform()));
    add(sample % 2 == 0 ? wild.first : wild.second, 0, ns_per_page * (1 + 3 * dice.uniform()));
  }
  return wild;
}

TEST(gate_trials, a_machine_too_noisy_for_the_threshold_is_inconclusive) {
  const Thresholds thresholds = thresholds_of(thresholds_text);
  std::vector<Finding> findings = judge_all(thresholds, measure_with_dice().sides(), {});
  EXPECT_EQ(verdict_of(findings), GateVerdict::inconclusive);
  EXPECT_TRUE(any_too_noisy(findings));
  replace_noisy(findings, judge_all(thresholds, measure_with_dice().sides(), {}));
  EXPECT_EQ(verdict_of(findings), GateVerdict::inconclusive) << "as noisy again";
  EXPECT_NE(findings.front().judgement.note.find("at first too noisy"), std::string::npos);
}

TEST(gate_trials, what_was_too_noisy_is_what_a_quieter_measurement_says) {
  const Thresholds thresholds = thresholds_of(thresholds_text);
  for (const double slowdown : {1.0, 1.3}) {
    SharedMachine machine(3);
    std::vector<Finding> findings = judge_all(thresholds, measure_with_dice().sides(), {});
    replace_noisy(findings, judge_all(thresholds, measure(machine, slowdown, 1).sides(), {}));
    EXPECT_EQ(verdict_of(findings), slowdown == 1.0 ? GateVerdict::pass : GateVerdict::suspected) << slowdown;
  }
}

// Noise in a figure that nobody suspects is no reason to measure a third time.
TEST(gate_trials, what_is_to_confirm_tells_of_what_is_suspected_alone) {
  const Thresholds thresholds = thresholds_of(thresholds_text);
  SharedMachine machine(3);
  const std::vector<Finding> suspicion = judge_all(thresholds, measure(machine, 1.3, 1).sides(), {});
  ASSERT_EQ(verdict_of(suspicion), GateVerdict::suspected);
  std::vector<Finding> first = judge_all(thresholds, measure(machine, 1, 2).sides(), {});
  ASSERT_EQ(verdict_of(first), GateVerdict::pass);
  std::vector<Finding> again = judge_all(thresholds, measure(machine, 1.3, 2).sides(), {});
  ASSERT_EQ(again.size(), first.size());

  std::vector<Finding> none = again;
  keep_suspected(none, first);
  EXPECT_TRUE(none.empty());
  keep_suspected(again, suspicion);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again.front().name, suspicion.front().name);
}

// Only what could not tell is asked again: a second measurement is no second chance for a pass to become an alarm.
TEST(gate_trials, what_was_told_is_not_replaced) {
  const Thresholds thresholds = thresholds_of(thresholds_text);
  SharedMachine machine(3);
  std::vector<Finding> findings = judge_all(thresholds, measure(machine, 1, 1).sides(), {});
  ASSERT_EQ(verdict_of(findings), GateVerdict::pass);
  replace_noisy(findings, judge_all(thresholds, measure(machine, 1.3, 1).sides(), {}));
  EXPECT_EQ(verdict_of(findings), GateVerdict::pass);
}

}  // namespace
}  // namespace zramlab::test
