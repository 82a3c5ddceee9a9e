// kill -9 at random moments: the next start removes what is left, and the trace is readable or not there.
#include "tests/capture/live_support.h"

#include "engine/base/random.h"

#include <chrono>
#include <csignal>
#include <thread>

namespace zramlab::test {
namespace {

constexpr int kills = 30;
constexpr std::uint32_t latest_ms = 500;

class KilledCaptureTest : public LiveTest {
 protected:
  // Readable up to its last complete block, or absent.
  void expect_readable_or_absent() const {
    if (std::filesystem::exists(trace_file())) {
      EXPECT_EQ(fault_of(trace_file()), "");
    }
    if (!std::filesystem::exists(partial())) return;
    // A process that died in its first instant leaves a file without a header, in which there is nothing to read.
    if (std::filesystem::file_size(partial()) < sizeof(FileHeader)) return;
    EXPECT_EQ(error_of([&] { TraceReader(partial(), Incomplete::accept).verify(); }), "");
  }

  // What the dead process left is there no more; things that others made meanwhile under the same name are.
  static void expect_gone(const std::vector<Leftover>& things) {
    for (const Leftover& thing : things) {
      EXPECT_NE(entry_of(thing.kind).identity(thing.name), thing.identity) << thing.text();
    }
  }
};

TEST_F(KilledCaptureTest, leaves_nothing_after_the_next_start_and_a_trace_that_can_be_read) {
  SKIP_WITHOUT_CAPTURE();
  Random random(2014);
  std::size_t left_overs = 0;
  std::size_t readable = 0;
  for (int i = 0; i < kills; ++i) {
    std::filesystem::remove(trace_file());
    std::filesystem::remove(partial());
    const std::uint32_t moment_ms = random.below(latest_ms);
    SCOPED_TRACE("seed 2014, kill " + std::to_string(i) + ", after " + std::to_string(moment_ms) + " ms");
    {
      Child child(captured({}, hog("32", "3")), folder_.file(""));
      std::this_thread::sleep_for(std::chrono::milliseconds(moment_ms));
      child.send(SIGKILL);
      static_cast<void>(child.wait());
    }
    const std::vector<Leftover> things = left();
    left_overs += things.size();
    const Ended cleaned = bench({"clean-up"});
    EXPECT_EQ(cleaned.exit_code, 0) << cleaned;
    expect_gone(things);
    EXPECT_TRUE(left().empty());
    expect_readable_or_absent();
    readable += std::filesystem::exists(partial());
  }
  EXPECT_GT(left_overs, 0u) << "no kill came while there was something to leave: the test tests nothing";
  EXPECT_GT(readable, 0u) << "no kill came while a trace was written";
}

}  // namespace
}  // namespace zramlab::test
