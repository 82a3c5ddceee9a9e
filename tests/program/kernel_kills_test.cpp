// Runs in the kernel that are interrupted or killed, at moments that a seed chooses. However the moment falls, nothing is left after the
// next start's clean-up; how long anything takes decides nothing.
#include "tests/program/kernel_support.h"

#include "bench/kernel/leftovers.h"
#include "engine/base/random.h"

#include <csignal>
#include <thread>

namespace zramlab::test {
namespace {

constexpr std::uint64_t seed = 5;
constexpr int kills = 20;
constexpr int interrupts = 10;

class KernelKillsTest : public KernelTest {
 protected:
  // Short runs one after the other: devices come and go all the time, and most moments are near one that does.
  [[nodiscard]] Words many_short_runs(const std::string& trace) const {
    return {"--on", "kernel", "--trace", trace, "--disksize", own_disksize(), "--threads", "2", "--ops", "500", "--repetitions", "10000", "--quiet"};
  }

  // Sends the signal at some moment of a run's first second.
  Ended ended_by(int signal, Random& random) {
    Child child(many_short_runs(trace_), folder_.file(""));
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(400'000)));
    child.send(signal);
    return child.wait();
  }

  void expect_nothing_left(const std::string& when) {
    EXPECT_EQ(own_devices(), std::vector<std::string>{}) << when;
    EXPECT_FALSE(has_registers()) << when;
  }

  void SetUp() override {
    KernelTest::SetUp();
    if (!IsSkipped()) trace_ = small_trace(folder_);
  }

  std::string trace_;
};

TEST_F(KernelKillsTest, at_random_moments_leave_nothing_after_the_next_start) {
  Random random(seed);
  std::size_t found = 0;
  for (int kill = 0; kill < kills; ++kill) {
    const Ended ended = ended_by(SIGKILL, random);
    ASSERT_EQ(ended.signal, SIGKILL) << ended;
    found += own_devices().size();
    const Ended next = bench({"--on", "kernel", "--trace", trace_, "--threads", "1", "--ops", "100"});
    EXPECT_EQ(next.exit_code, 0) << next;
    expect_nothing_left("kill " + std::to_string(kill) + " of seed " + std::to_string(seed));
  }
  EXPECT_GT(found, 0u) << "no kill met a device: this tested nothing";
}

TEST_F(KernelKillsTest, are_told_and_removed_by_clean_up) {
  Random random(seed + 1);
  while (own_devices().empty()) {
    const Ended ended = ended_by(SIGKILL, random);
    ASSERT_EQ(ended.signal, SIGKILL) << ended;
  }
  const std::string device = own_devices().front();
  const Ended told = bench({"clean-up", "--dry-run"});
  EXPECT_EQ(told.exit_code, 0) << told;
  EXPECT_TRUE(told.says("zram device " + device)) << told;
  EXPECT_EQ(own_devices().size(), 1u) << "only told";
  const Ended removed = bench({"clean-up"});
  EXPECT_EQ(removed.exit_code, 0) << removed;
  EXPECT_TRUE(removed.says("removing zram device " + device)) << removed;
  expect_nothing_left("clean-up");
  EXPECT_TRUE(bench({"clean-up"}).says("nothing is left"));
}

TEST_F(KernelKillsTest, that_are_interrupts_leave_nothing_at_once) {
  Random random(seed + 2);
  for (int interrupt = 0; interrupt < interrupts; ++interrupt) {
    const Ended ended = ended_by(interrupt % 2 == 0 ? SIGINT : SIGTERM, random);
    // Before it has touched the kernel, a signal ends the program as it ends any other.
    EXPECT_TRUE(ended.exit_code == 130 || ended.signal == SIGINT || ended.signal == SIGTERM) << ended;
    expect_nothing_left("interrupt " + std::to_string(interrupt) + " of seed " + std::to_string(seed + 2));
  }
}

}  // namespace
}  // namespace zramlab::test
