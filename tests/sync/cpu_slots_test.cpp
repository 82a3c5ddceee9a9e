#include "tests/sync/locks.h"

#include <array>
#include <vector>

namespace zramlab {
namespace {

template <class World>
class CpuSlotsTest : public testing::Test {};

using Worlds = testing::Types<HostWorld, VirtualWorld>;
TYPED_TEST_SUITE(CpuSlotsTest, Worlds);

// A token that knows whether somebody has it.
template <class Platform>
struct Token {
  typename Platform::template Atomic<int> holders{0};
  typename Platform::template Plain<int> uses{0};
};

// Threads take what their CPU's slot holds, use it, and put it back wherever they are by then, or keep it in their pocket until a
// slot has room. Migration and preemption must neither double nor lose one.
TYPED_TEST(CpuSlotsTest, what_is_taken_is_nobody_elses) {
  using Platform = typename TypeParam::Platform;
  constexpr ThreadIndex threads = 4;
  each_round<TypeParam>([](const Round& round) {
    typename Platform::template CpuSlots<Token<Platform>> slots;
    std::vector<Token<Platform>> tokens(Platform::cpu_count());
    for (CpuIndex cpu = 0; cpu < tokens.size(); ++cpu) slots.open(cpu, &tokens[cpu]);
    std::array<std::vector<Token<Platform>*>, threads> pockets;
    typename Platform::template Atomic<int> doubled{0};
    VirtualOptions options;
    options.cpus = 2;
    TypeParam::run(
        round, threads,
        [&](ThreadIndex thread) {
          for (int i = 0; i < repetitions<TypeParam>(4, 200'000); ++i) {
            Token<Platform>* const token = slots.take();
            if (token == nullptr) continue;
            if (token->holders.fetch_add(1, memory_order_relaxed) != 0) doubled.fetch_add(1, memory_order_relaxed);
            token->uses.set(token->uses.get() + 1);
            token->holders.fetch_sub(1, memory_order_relaxed);
            if (!slots.put(token)) pockets[thread].push_back(token);
          }
        },
        options);
    EXPECT_EQ(doubled.load(memory_order_relaxed), 0);
    std::size_t left = 0;
    for (CpuIndex cpu = 0; cpu < tokens.size(); ++cpu) left += slots.holds(cpu) ? 1 : 0;
    for (const auto& pocket : pockets) left += pocket.size();
    EXPECT_EQ(left, tokens.size());
  });
}

TYPED_TEST(CpuSlotsTest, a_slot_takes_one_and_a_closed_one_takes_none) {
  using Platform = typename TypeParam::Platform;
  typename Platform::template CpuSlots<int> slots;
  int item = 0;
  int other = 0;
  EXPECT_EQ(slots.take(), nullptr) << "closed at the start";
  EXPECT_FALSE(slots.put(&item));
  if constexpr (!TypeParam::is_virtual) host::pin_to(host::allowed_cpus().front());
  const CpuIndex here = Platform::cpu();
  slots.open(here, nullptr);
  EXPECT_EQ(slots.take(), nullptr);
  EXPECT_TRUE(slots.put(&item));
  EXPECT_TRUE(slots.holds(here));
  EXPECT_FALSE(slots.put(&other));
  EXPECT_EQ(slots.take(), &item);
  EXPECT_TRUE(slots.put(&other));
  slots.publish();
  EXPECT_EQ(slots.close(here), &other);
  EXPECT_FALSE(slots.put(&item));
  EXPECT_FALSE(slots.holds(here));
}

// Whoever goes to sleep says so, publishes that, and looks once more; whoever puts looks for sleepers afterwards. At least one of
// the two sees the other.
TYPED_TEST(CpuSlotsTest, a_sleeper_or_a_putter_sees_the_other) {
  using Platform = typename TypeParam::Platform;
  each_round<TypeParam>([](const Round& round) {
    for (int i = 0; i < repetitions<TypeParam>(1, 500); ++i) {
      typename Platform::template CpuSlots<int> slots;
      for (CpuIndex cpu = 0; cpu < Platform::cpu_count(); ++cpu) slots.open(cpu, nullptr);
      typename Platform::template Atomic<int> sleepers{0};
      std::array<bool, 2> sees{};
      int item = 0;
      TypeParam::run(round, 2, [&](ThreadIndex thread) {
        if (thread == 0) {
          slots.put(&item);
          sees[0] = sleepers.load(memory_order_seq_cst) != 0;
        } else {
          sleepers.fetch_add(1, memory_order_seq_cst);
          slots.publish();
          for (CpuIndex cpu = 0; cpu < Platform::cpu_count(); ++cpu) sees[1] = sees[1] || slots.holds(cpu);
        }
      });
      ASSERT_TRUE(sees[0] || sees[1]);
    }
  });
}

}  // namespace
}  // namespace zramlab
