// Litmus tests: what loads may return, with relaxed, acquire and release order.
#include "tests/explore/program.h"

#include <gtest/gtest.h>

#include <array>

namespace zramlab::test {
namespace {

std::string pair(std::uint32_t first, std::uint32_t second) { return std::to_string(first) + std::to_string(second); }

template <class State>
bool can_end_with(const std::string& outcome, bool weak = true) {
  ExploreOptions options = every_schedule(2);
  options.machine.weak_memory = weak;
  options.machine.spurious = false;
  const Outcomes all = explore_all<State>(options);
  EXPECT_TRUE(all.result.is_exhausted);
  return all.distinct().contains(outcome);
}

// Message passing: a flag, and what it tells of.
template <std::memory_order store_order, std::memory_order load_order>
struct MessagePassing {
  static constexpr ThreadIndex threads = 2;
  Word data{0};
  Word flag{0};
  std::uint32_t saw_flag = 0;
  std::uint32_t saw_data = 0;
  void run(ThreadIndex thread) {
    if (thread == 0) {
      data.store(1, memory_order_relaxed);
      flag.store(1, store_order);
    } else {
      saw_flag = flag.load(load_order);
      saw_data = data.load(memory_order_relaxed);
    }
  }
  [[nodiscard]] std::string outcome() const { return pair(saw_flag, saw_data); }
};

TEST(MemoryModel, a_relaxed_flag_may_come_before_its_data) {
  EXPECT_TRUE((can_end_with<MessagePassing<memory_order_relaxed, memory_order_relaxed>>("10")));
  EXPECT_TRUE((can_end_with<MessagePassing<memory_order_release, memory_order_relaxed>>("10")));
  EXPECT_TRUE((can_end_with<MessagePassing<memory_order_relaxed, memory_order_acquire>>("10")));
}

TEST(MemoryModel, a_released_flag_that_is_acquired_brings_its_data) {
  using Ordered = MessagePassing<memory_order_release, memory_order_acquire>;
  EXPECT_FALSE(can_end_with<Ordered>("10"));
  EXPECT_TRUE(can_end_with<Ordered>("11"));
  EXPECT_TRUE(can_end_with<Ordered>("01"));
}

TEST(MemoryModel, nothing_is_stale_where_memory_is_sequentially_consistent) {
  EXPECT_FALSE((can_end_with<MessagePassing<memory_order_relaxed, memory_order_relaxed>>("10", false)));
}

// Store buffering: each writes its word and looks at the other's.
template <std::memory_order order, bool by_modification = false>
struct StoreBuffering {
  static constexpr ThreadIndex threads = 2;
  std::array<Word, 2> words;
  std::array<std::uint32_t, 2> saw{};
  void run(ThreadIndex thread) {
    words[thread].store(1, order);
    saw[thread] = by_modification ? words[1 - thread].fetch_add(0, memory_order_acq_rel) : words[1 - thread].load(order);
  }
  [[nodiscard]] std::string outcome() const { return pair(saw[0], saw[1]); }
};

TEST(MemoryModel, two_that_write_and_look_may_both_see_nothing) {
  EXPECT_TRUE(can_end_with<StoreBuffering<memory_order_relaxed>>("00"));
}

TEST(MemoryModel, sequentially_consistent_ones_may_not) {
  EXPECT_FALSE(can_end_with<StoreBuffering<memory_order_seq_cst>>("00"));
}

TEST(MemoryModel, a_read_modify_write_takes_the_newest) {
  EXPECT_FALSE((can_end_with<StoreBuffering<memory_order_relaxed, true>>("00")));
}

// One word, written twice and read twice.
struct Coherence {
  static constexpr ThreadIndex threads = 2;
  Word word{0};
  std::array<std::uint32_t, 2> saw{};
  void run(ThreadIndex thread) {
    for (std::uint32_t i = 0; i < 2; ++i) {
      if (thread == 0) {
        word.store(i + 1, memory_order_relaxed);
      } else {
        saw[i] = word.load(memory_order_relaxed);
      }
    }
  }
  [[nodiscard]] std::string outcome() const { return pair(saw[0], saw[1]); }
};

TEST(MemoryModel, one_words_values_are_never_seen_backwards) {
  for (const char* const backwards : {"10", "20", "21"}) EXPECT_FALSE(can_end_with<Coherence>(backwards)) << backwards;
  for (const char* const forwards : {"00", "01", "02", "11", "12", "22"}) EXPECT_TRUE(can_end_with<Coherence>(forwards)) << forwards;
}

// A load that happened before forbids older values, whoever made it.
struct CoherenceAcrossThreads {
  static constexpr ThreadIndex threads = 3;
  Word word{0};
  Word seen{0};
  std::uint32_t first = 9;
  std::uint32_t second = 9;
  void run(ThreadIndex thread) {
    if (thread == 0) word.store(1, memory_order_relaxed);
    if (thread == 1) {
      first = word.load(memory_order_relaxed);
      seen.store(1, memory_order_release);
    }
    if (thread == 2) {
      const bool after = seen.load(memory_order_acquire) == 1;
      const std::uint32_t value = word.load(memory_order_relaxed);
      if (after) second = value;
    }
  }
  [[nodiscard]] std::string outcome() const { return pair(first, second); }
};

TEST(MemoryModel, what_another_saw_before_is_not_unseen) {
  EXPECT_FALSE(can_end_with<CoherenceAcrossThreads>("10"));
  EXPECT_TRUE(can_end_with<CoherenceAcrossThreads>("11"));
  EXPECT_TRUE(can_end_with<CoherenceAcrossThreads>("00"));
}

// A release, and something relaxed on the same word after it, before the acquire.
template <bool by_modification>
struct ReleaseSequence {
  static constexpr ThreadIndex threads = 3;
  Word data{0};
  Word flag{0};
  std::uint32_t saw_flag = 0;
  std::uint32_t saw_data = 0;
  void run(ThreadIndex thread) {
    if (thread == 0) {
      data.store(1, memory_order_relaxed);
      flag.store(1, memory_order_release);
    } else if (thread == 1) {
      if (by_modification) {
        std::uint32_t one = 1;
        flag.compare_exchange_strong(one, 2, memory_order_relaxed, memory_order_relaxed);
      } else {
        flag.store(2, memory_order_relaxed);
      }
    } else {
      saw_flag = flag.load(memory_order_acquire);
      saw_data = data.load(memory_order_relaxed);
    }
  }
  [[nodiscard]] std::string outcome() const { return pair(saw_flag, saw_data); }
};

TEST(MemoryModel, a_relaxed_modification_hands_a_release_on) { EXPECT_FALSE(can_end_with<ReleaseSequence<true>>("20")); }
TEST(MemoryModel, a_relaxed_store_does_not) { EXPECT_TRUE(can_end_with<ReleaseSequence<false>>("20")); }

// A wait that ended has seen what ended it.
struct Waits {
  static constexpr ThreadIndex threads = 2;
  Word word{0};
  std::uint32_t saw = 9;
  void run(ThreadIndex thread) {
    if (thread == 0) return word.store(1, memory_order_relaxed);
    Explored::spin_until(word, [](std::uint32_t value) { return value == 1; });
    saw = word.load(memory_order_relaxed);
  }
  [[nodiscard]] std::string outcome() const { return std::to_string(saw); }
};

TEST(MemoryModel, a_load_after_a_wait_is_not_older_than_what_ended_it) {
  EXPECT_FALSE(can_end_with<Waits>("0"));
  EXPECT_TRUE(can_end_with<Waits>("1"));
}

}  // namespace
}  // namespace zramlab::test
