// Histories that a correct device could have made, drawn at random from a model of it: all must pass. Each again
// with one answer changed: that must fail unless the rule, applied naively, allows the other answer too.
#include "bench/verification.h"
#include "tests/bench/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

namespace zramlab::test {
namespace {

constexpr std::uint64_t tick_distance = 1000;  // between any two times, more than the clocks' slack can bridge

struct Event {
  LoggedOperation operation;
  std::uint64_t point = 0;  // when it took effect, between start and end
};

struct HistoryShape {
  std::uint32_t threads = 3;
  std::uint32_t operations_each = 12;
  std::uint32_t slots = 2;
};

std::uint64_t zeros_hash() { return content_hash(zero_page()); }

// Each thread does one operation after the other; its times are distances that the seed chooses.
std::vector<Event> random_events(Random& random, const HistoryShape& shape, const PageStore& contents) {
  std::vector<Event> events;
  for (std::uint32_t thread = 0; thread < shape.threads; ++thread) {
    std::uint64_t now = random.below(20);
    for (std::uint32_t i = 0; i < shape.operations_each; ++i) {
      Event event;
      event.operation.start = now + 1 + random.below(10);
      event.point = event.operation.start + 1 + random.below(random.chance(0.2) ? 60 : 6);
      event.operation.end = event.point + 1 + random.below(6);
      now = event.operation.end;
      event.operation.slot = random.below(shape.slots);
      event.operation.operation = random.chance(0.5)   ? Operation::read
                                  : random.chance(0.1) ? Operation::discard
                                                       : Operation::write;
      if (event.operation.operation == Operation::write) {
        event.operation.content = random.below(static_cast<std::uint32_t>(contents.count()));
      }
      events.push_back(event);
    }
  }
  return events;
}

// All times become distinct multiples of tick_distance, in the same order; ties are broken by the seed.
void spread_out(Random& random, std::vector<Event>& events) {
  std::vector<std::pair<std::uint64_t, std::uint64_t*>> times;
  for (Event& event : events) {
    times.push_back({event.operation.start, &event.operation.start});
    times.push_back({event.point, &event.point});
    times.push_back({event.operation.end, &event.operation.end});
  }
  std::shuffle(times.begin(), times.end(), random);
  std::stable_sort(times.begin(), times.end(), [](const auto& one, const auto& other) { return one.first < other.first; });
  for (std::size_t i = 0; i < times.size(); ++i) *times[i].second = (i + 1) * tick_distance;
}

// What the operation leaves in its slot.
std::uint64_t hash_left_by(const LoggedOperation& operation, const PageStore& contents) {
  return operation.operation == Operation::discard ? zeros_hash() : contents.hash(operation.content);
}

// Every read answers with what its slot held at its point.
std::vector<LoggedOperation> played_through(std::vector<Event> events, const PageStore& contents) {
  std::sort(events.begin(), events.end(), [](const Event& one, const Event& other) { return one.point < other.point; });
  std::map<SlotIndex, std::uint64_t> held;
  std::vector<LoggedOperation> log;
  for (Event& event : events) {
    std::uint64_t& page = held.try_emplace(event.operation.slot, zeros_hash()).first->second;
    if (event.operation.operation == Operation::read) {
      event.operation.hash = page;
    } else {
      page = hash_left_by(event.operation, contents);
    }
    log.push_back(event.operation);
  }
  return log;
}

std::vector<LoggedOperation> random_history(std::uint64_t seed, const HistoryShape& shape, const PageStore& contents) {
  Random random(seed);
  std::vector<Event> events = random_events(random, shape, contents);
  spread_out(random, events);
  return played_through(std::move(events), contents);
}

// The rule word by word: some change that began before the read ended left this page, and no other change lies
// wholly between the two.
bool is_legal(const LoggedOperation& read, const std::vector<LoggedOperation>& log, const PageStore& contents) {
  LoggedOperation never_written;
  never_written.operation = Operation::discard;
  std::vector<LoggedOperation> changes{never_written};
  for (const LoggedOperation& operation : log) {
    if (operation.slot == read.slot && operation.operation != Operation::read) changes.push_back(operation);
  }
  return std::any_of(changes.begin(), changes.end(), [&](const LoggedOperation& change) {
    if (hash_left_by(change, contents) != read.hash || change.start > read.end) return false;
    return std::none_of(changes.begin(), changes.end(), [&](const LoggedOperation& later) {
      return later.start > change.end && later.end < read.start;
    });
  });
}

std::vector<std::size_t> reads_of(const std::vector<LoggedOperation>& log) {
  std::vector<std::size_t> reads;
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (log[i].operation == Operation::read) reads.push_back(i);
  }
  return reads;
}

constexpr std::array<HistoryShape, 4> shapes{{{1, 20, 1}, {2, 10, 1}, {3, 12, 2}, {8, 20, 3}}};
constexpr std::uint64_t histories = 500;  // of each shape

TEST(verification_of_random_histories, accepts_whatever_a_correct_device_answered) {
  const auto contents = store_of(5);
  for (const HistoryShape& shape : shapes) {
    for (std::uint64_t seed = 0; seed < histories; ++seed) {
      std::vector<LoggedOperation> log = random_history(seed, shape, *contents);
      const std::size_t reads = reads_of(log).size();
      const VerificationReport report = verify_reads(log, *contents);
      ASSERT_EQ(report.failure_count, 0u) << shape.threads << " threads, seed " << seed;
      ASSERT_EQ(report.reads_checked, reads);
    }
  }
}

TEST(verification_of_random_histories, refuses_a_planted_answer_exactly_when_the_rule_does) {
  const auto contents = store_of(5);
  std::uint64_t refused = 0;
  std::uint64_t legal = 0;
  for (const HistoryShape& shape : shapes) {
    for (std::uint64_t seed = 0; seed < histories; ++seed) {
      std::vector<LoggedOperation> log = random_history(seed, shape, *contents);
      const std::vector<std::size_t> reads = reads_of(log);
      if (reads.empty()) continue;
      Random random(seed + 1'000'000);
      LoggedOperation& read = log[reads[random.below(static_cast<std::uint32_t>(reads.size()))]];
      read.hash = random.chance(0.2) ? zeros_hash() : contents->hash(random.below(5));
      const bool expected = is_legal(read, log, *contents);
      (expected ? legal : refused) += 1;
      ASSERT_EQ(verify_reads(log, *contents).failure_count, expected ? 0u : 1u) << shape.threads << " threads, seed " << seed;
    }
  }
  // Both kinds were really there.
  EXPECT_GT(refused, histories);
  EXPECT_GT(legal, histories / 10);
}

TEST(verification_of_random_histories, refuses_a_page_that_nobody_wrote_wherever_it_turns_up) {
  const auto contents = store_of(5);
  for (std::uint64_t seed = 0; seed < histories; ++seed) {
    const std::vector<LoggedOperation> log = random_history(seed, shapes[2], *contents);
    for (const std::size_t read : reads_of(log)) {
      std::vector<LoggedOperation> wrong = log;
      wrong[read].hash = 4711;
      ASSERT_EQ(verify_reads(wrong, *contents).failure_count, 1u) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace zramlab::test
