// The simulated world's bounded queue: whoever comes first is served first, as by oneTBB's.
#include "tests/virtual/small_machine.h"

#include <array>
#include <utility>
#include <vector>

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

// Takes a millisecond to lay down, once, if it is said to.
struct Item {
  int name = 0;
  bool is_slow = false;

  Item() = default;
  Item(int its_name, bool slow) : name(its_name), is_slow(slow) {}
  Item(Item&&) = default;
  Item& operator=(Item&& other) noexcept {
    if (std::exchange(other.is_slow, false)) {
      work(1e6);
      (void)Simulated::cpu();  // whatever others do meanwhile comes first
    }
    name = other.name;
    return *this;
  }
};

// Items go round as streams do. One pusher has its ticket and takes long: nobody else may have its place meanwhile. In each lap two threads draw a
// ticket of that place and wait, so that there cannot be more laps than pairs of threads.
TEST_F(BoundedQueueOfSmallMachine, a_place_is_its_tickets_however_long_a_pusher_takes) {
  constexpr ThreadIndex threads = 64;
  const MachineProfile machine = small_machine(threads);
  for (const std::size_t capacity : {1u, 3u, 12u, 48u, 63u}) {
    Simulated::set_cpu_count(threads);
    Simulated::BoundedQueue<Item> queue(capacity);
    for (std::size_t item = 0; item < capacity; ++item) queue.push({static_cast<int>(item), false});
    std::vector<int> owners(capacity);
    int shared = 0;
    std::size_t pushed = 0;
    std::size_t pushed_meanwhile = 0;
    const SimulationReport report = SimulatedRun{machine, threads}([&](ThreadIndex thread) {
      for (int round = 0; round < 100; ++round) {
        const auto item = static_cast<std::size_t>(queue.pop().name);
        shared += owners[item]++ != 0 ? 1 : 0;
        work(100.0 + 50 * ((thread + static_cast<ThreadIndex>(round)) % 7));
        --owners[item];
        const bool is_slow = thread == 0 && round == 50;
        const std::size_t before = pushed;
        queue.push({static_cast<int>(item), is_slow});
        if (is_slow) pushed_meanwhile = pushed - before;
        ++pushed;
      }
    });
    EXPECT_FALSE(report.failed) << report.message;
    EXPECT_EQ(shared, 0) << capacity;
    EXPECT_LE(pushed_meanwhile, (threads / 2 + 1) * capacity) << capacity;
    EXPECT_GT(report.elapsed, ns(1e6));
  }
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
