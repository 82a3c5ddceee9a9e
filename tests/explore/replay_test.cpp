// From a failure to the fewest decisions that show it, step by step.
#include "bench/explore/hunt.h"
#include "bench/explore/request.h"
#include "engine/base/table.h"
#include "tests/support/world.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zramlab::test {
namespace {

class Replay : public testing::Test {
 protected:
  Replay() : canary_(*find_in(canaries(), "mutex-dropped-mark")), found_(hunt(canary_)) {}

  const LeaksAllowed leaks_allowed_;  // a failed run's stacks are not unwound
  const Canary& canary_;
  const Hunt found_;
};

TEST(ReplayCommand, lets_the_same_choices_be_made) {
  for (const ThreadIndex threads : {2u, 3u}) {
    for (const char* how : {"", " --surprises 0", " --surprises 2", " --pct 3", " --random"}) {
      const auto request_of = [](const std::string& words) {
        CLI::App program;
        CLI::App& command = *program.add_subcommand("explore");
        ExploreTexts texts;
        add_explore_options(command, texts);
        program.parse(words);
        return check_request(texts);
      };
      const ExploreRequest request =
          request_of(fmt::format("explore --strategy idle-list --traffic writes --threads {}{}", threads, how));
      const std::string line = replay_command(request, {request.strategies.front(), request.traffics.front()}, {});
      ASSERT_TRUE(line.starts_with("bench ")) << line;
      const ExploredOptions again = request_of(line.substr(6)).options.machine;
      const ExploredOptions& before = request.options.machine;
      EXPECT_EQ(again.spurious, before.spurious) << line << " after" << how;
      EXPECT_EQ(again.weak_memory, before.weak_memory) << line;
      EXPECT_EQ(again.locks_at_once, before.locks_at_once) << line;
      EXPECT_EQ(again.cpus, before.cpus) << line;
    }
  }
}

TEST_F(Replay, the_same_decisions_give_the_same_failure) {
  ASSERT_TRUE(found_.is_found);
  const VirtualReport first = replay(found_.options, canary_.make, found_.failure.decisions);
  const VirtualReport second = replay(found_.options, canary_.make, found_.failure.decisions);
  EXPECT_EQ(first.failure, found_.failure.failure);
  EXPECT_EQ(first.schedule_hash, second.schedule_hash);
  EXPECT_EQ(first.decisions, found_.failure.decisions);
  EXPECT_EQ(first.message, second.message);
}

TEST_F(Replay, shrinking_a_random_failure_leaves_only_what_it_needs) {
  ExploreOptions options = found_.options;
  options.method = ExploreMethod::random;
  options.schedules = 10'000;
  const ExploreResult random = explore(options, canary_.make);
  ASSERT_TRUE(random.failure.failed);
  const std::vector<Decision> fewest = shrink(options, canary_.make, random.failure);
  EXPECT_LE(fewest.size(), random.failure.decisions.size());
  EXPECT_LE(fewest.size(), 3u) << to_string(fewest);
  EXPECT_EQ(replay(options, canary_.make, fewest).failure, VirtualFailure::deadlock);
  // None of them can go.
  for (std::size_t i = 0; i < fewest.size(); ++i) {
    std::vector<Decision> without = fewest;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(replay(options, canary_.make, without).failure, VirtualFailure::deadlock) << to_string(without);
  }
}

TEST_F(Replay, decisions_that_do_not_apply_are_passed_over) {
  const std::vector<Decision> nonsense{{0, 9'999, true, 1}, {2, 1, false, 77}};
  EXPECT_FALSE(replay(found_.options, canary_.make, nonsense).failed);
}

TEST_F(Replay, a_logged_run_lists_its_steps_and_the_last_one_fails) {
  StepLog log;
  const VirtualReport report = replay(found_.options, canary_.make, found_.failure.decisions, &log);
  ASSERT_FALSE(log.empty());
  EXPECT_STREQ(log.steps().back().what, "fails here");
  EXPECT_NE(log.text().find("sleeps on A"), std::string::npos) << log.text();
  EXPECT_NE(log.text().find("locks.cpp:"), std::string::npos);
  // Logging changes nothing.
  EXPECT_EQ(report.schedule_hash, replay(found_.options, canary_.make, found_.failure.decisions).schedule_hash);
}

TEST_F(Replay, the_timeline_is_a_chrome_trace_with_a_track_for_each_cpu) {
  StepLog log;
  (void)replay(found_.options, canary_.make, found_.failure.decisions, &log);
  const nlohmann::json trace = nlohmann::json::parse(log.chrome_trace("title"));
  std::set<int> tracks;
  std::size_t slices = 0;
  for (const auto& event : trace.at("traceEvents")) {
    if (event.at("ph") == "X") {
      ++slices;
      tracks.insert(event.at("tid").get<int>());
      EXPECT_EQ(event.at("dur"), 1);
    }
  }
  EXPECT_EQ(slices, log.steps().size());
  EXPECT_EQ(tracks.size(), 3u);
}

}  // namespace
}  // namespace zramlab::test
