// Who may go next, on one thread: with `stop` set, wait() answers at once whether it would have had to wait.
#include "bench/turns.h"

#include "engine/platform/host/host.h"
#include "tests/bench/support.h"

#include <gtest/gtest.h>

#include <string>

namespace zramlab::test {
namespace {

// One slot with the operations write, read, read, write in recorded order.
class replay_turns : public ::testing::Test {
 protected:
  Plan plan_with(ReplayOrder order) {
    Plan plan;
    plan.slot_count = 1;
    plan.operation_count = 4;
    plan.order = order;
    plan.workers_in_order = {0, 0, 0, 0};
    plan.workers.resize(1);
    for (const Operation operation : {Operation::write, Operation::read, Operation::read, Operation::write}) {
      PlannedOperation planned;
      planned.operation = operation;
      plan.workers[0].push_back(planned);
    }
    assign_turns(plan);
    return plan;
  }

  // Which of the plan's operations may go now, as "1010".
  static std::string ready(Turns<Host>& turns, const Plan& plan, std::uint32_t pass = 0) {
    std::string text;
    for (const PlannedOperation& operation : plan.workers[0]) text += turns.wait(operation, pass) ? '1' : '0';
    return text;
  }

  std::atomic<bool> stopped{true};
};

TEST_F(replay_turns, strict_lets_each_operation_go_after_all_before_it) {
  const Plan plan = plan_with(ReplayOrder::strict);
  Turns<Host> turns(1, ReplayOrder::strict, stopped);
  for (std::size_t done = 0; done < 4; ++done) {
    EXPECT_EQ(ready(turns, plan), std::string(done + 1, '1') + std::string(3 - done, '0'));
    turns.finish(plan.workers[0][done], 0);
  }
}

TEST_F(replay_turns, relaxed_lets_reads_be_overtaken_but_never_writes) {
  const Plan plan = plan_with(ReplayOrder::relaxed);
  Turns<Host> turns(1, ReplayOrder::relaxed, stopped);
  EXPECT_EQ(ready(turns, plan), "1000");
  turns.finish(plan.workers[0][0], 0);
  EXPECT_EQ(ready(turns, plan), "1111") << "both reads and the second write wait for the first write only";
  turns.finish(plan.workers[0][3], 0);
  EXPECT_EQ(ready(turns, plan), "1111") << "a read that was overtaken may still go";
  turns.finish(plan.workers[0][1], 0);
  EXPECT_EQ(ready(turns, plan, 1), "1000") << "a read's end takes no turn, neither here nor in the next pass";
}

TEST_F(replay_turns, none_lets_everything_go) {
  const Plan plan = plan_with(ReplayOrder::none);
  Turns<Host> turns(1, ReplayOrder::none, stopped);
  EXPECT_EQ(ready(turns, plan), "1111");
  EXPECT_EQ(ready(turns, plan, 5), "1111");
}

TEST_F(replay_turns, the_next_pass_waits_for_the_whole_of_this_one) {
  const Plan plan = plan_with(ReplayOrder::strict);
  Turns<Host> turns(1, ReplayOrder::strict, stopped);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(ready(turns, plan, 1), "0000") << "after " << i << " operations of the first pass";
    turns.finish(plan.workers[0][i], 0);
  }
  EXPECT_EQ(ready(turns, plan, 1), "1000");
}

TEST_F(replay_turns, counts_that_wrap_round_keep_the_order) {
  PlannedOperation first;
  first.turns_total = 1u << 30;
  PlannedOperation last = first;
  last.turn = first.turns_total - 1;
  Turns<Host> turns(1, ReplayOrder::strict, stopped);
  for (std::uint32_t pass = 0; pass < 9; ++pass) {  // the count is back at 0 after four
    EXPECT_TRUE(turns.wait(first, pass)) << pass;
    EXPECT_FALSE(turns.wait(last, pass)) << pass;
    EXPECT_FALSE(turns.wait(first, pass + 1)) << pass;
    turns.finish(last, pass);
  }
}

TEST_F(replay_turns, slots_do_not_wait_for_each_other) {
  PlannedOperation second_of_slot_0;
  second_of_slot_0.turn = 1;
  PlannedOperation first_of_slot_1;
  first_of_slot_1.slot = 1;
  Turns<Host> turns(2, ReplayOrder::strict, stopped);
  EXPECT_FALSE(turns.wait(second_of_slot_0, 0));
  EXPECT_TRUE(turns.wait(first_of_slot_1, 0));
}

TEST_F(replay_turns, a_turn_that_has_come_is_taken_even_after_stop) {
  const PlannedOperation first;
  Turns<Host> turns(1, ReplayOrder::strict, stopped);
  EXPECT_TRUE(turns.wait(first, 0));
}

}  // namespace
}  // namespace zramlab::test
