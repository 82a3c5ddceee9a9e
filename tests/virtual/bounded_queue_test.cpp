// The simulated world's bounded queue: whoever comes first is served first, as by oneTBB's.
#include "tests/virtual/small_machine.h"

#include <array>

namespace zramlab::test {
namespace {

using BoundedQueueOfSmallMachine = SmallMachineTest;
using Queue = Simulated::BoundedQueue<int>;

// Thread 0 is asleep, waiting for an item, when thread 1 pushes one and takes one at once; thread 2 pushes another long after.
TEST_F(BoundedQueueOfSmallMachine, an_item_is_the_sleepers_who_came_first_and_not_a_newcomers) {
  const MachineProfile machine = small_machine(3);
  Queue queue(4);
  std::array<int, 2> got{};
  std::array<Ticks, 2> at{};
  const SimulationReport report = SimulatedRun{machine, 3}([&](ThreadIndex thread) {
    if (thread == 2) {
      work(900'000);
      return queue.push(2);
    }
    if (thread == 1) {
      work(100'000);
      queue.push(1);
    }
    got[thread] = queue.pop();
    at[thread] = Simulated::now();
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(got[0], 1);
  EXPECT_EQ(got[1], 2);
  EXPECT_LT(at[0], at[1]);
  EXPECT_GT(at[1], ns(900'000)) << "its item had not come before";
}

// The same with room: thread 0 waits for it when thread 1 makes some and wants it at once.
TEST_F(BoundedQueueOfSmallMachine, room_is_the_sleepers_who_came_first_and_not_a_newcomers) {
  const MachineProfile machine = small_machine(3);
  Queue queue(1);
  queue.push(0);
  std::array<int, 3> got{};
  const SimulationReport report = SimulatedRun{machine, 3}([&](ThreadIndex thread) {
    if (thread == 0) return queue.push(10);
    work(thread == 1 ? 100'000 : 900'000);
    got[thread] = queue.pop();
    if (thread == 1) queue.push(11);
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(got[1], 0);
  EXPECT_EQ(got[2], 10);
  EXPECT_EQ(queue.pop(), 11);
}

TEST_F(BoundedQueueOfSmallMachine, as_many_wait_as_there_are_threads_and_all_are_served) {
  constexpr ThreadIndex poppers = 200;  // several to a word
  const MachineProfile machine = small_machine(64);
  Simulated::set_cpu_count(64);
  Queue queue(2);
  int sum = 0;
  const SimulationReport report = SimulatedRun{machine, poppers + 1}([&](ThreadIndex thread) {
    if (thread == poppers) {
      work(5e6);
      for (ThreadIndex item = 1; item <= poppers; ++item) queue.push(static_cast<int>(item));
    } else {
      sum += queue.pop();
    }
  });
  EXPECT_FALSE(report.failed) << report.message;
  EXPECT_EQ(sum, static_cast<int>(poppers * (poppers + 1) / 2));
}

}  // namespace
}  // namespace zramlab::test
