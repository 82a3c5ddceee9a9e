// --on kernel: which words go with it. Nothing here asks the kernel.
#include "tests/bench/option_words.h"

#include "strategies/table.h"
#include "engine/platform/host/host.h"

#include <algorithm>

namespace zramlab::test {
namespace {

TEST(kernel_options, alone_run_the_kernels_zram_and_no_strategy_of_ours) {
  const RunOptions options = options_of({"--on", "kernel"});
  EXPECT_TRUE(options.has_kernel);
  EXPECT_EQ(options.strategies, Words{"kernel"});
  EXPECT_EQ(options.io, "pwrite");
  EXPECT_EQ(name_of_world(options), "kernel");
}

TEST(kernel_options, beside_the_host_add_the_kernel_to_its_strategies) {
  const RunOptions options = options_of({"--on", "host,kernel", "--strategy", "per-cpu,idle-list", "--io", "io_uring"});
  EXPECT_EQ(options.strategies, (Words{"per-cpu", "idle-list", "kernel"}));
  EXPECT_EQ(options.io, "io_uring");
  EXPECT_EQ(name_of_world(options), "host,kernel");
  EXPECT_EQ(options_of({"--on", "kernel,host"}).strategies.size(), strategies<Host>.size() + 1);
}

TEST(kernel_options, without_the_kernel_leave_it_out) {
  const RunOptions options = options_of({});
  EXPECT_FALSE(options.has_kernel);
  EXPECT_EQ(name_of_world(options), "host");
}

TEST(kernel_options, beside_the_host_are_for_its_strategies) {
  const RunOptions options = options_of({"--on", "host,kernel", "--era", "6.1", "--streams", "3"});
  EXPECT_EQ(options.era_name, "6.1");
  EXPECT_EQ(options.streams, 3u);
}

TEST(kernel_options, that_contradict_are_refused_by_their_names) {
  const Refused all[] = {
      {{"--on", "kernel", "--strategy", "per-cpu"}, "--strategy", "host,kernel"},
      {{"--on", "kernel", "--era", "6.1"}, "--era", "host,kernel"},
      {{"--on", "kernel", "--chain-size", "8"}, "--chain-size", "host,kernel"},
      {{"--on", "kernel", "--slot-lock", "bit-spinlock"}, "--slot-lock", "host,kernel"},
      {{"--on", "kernel", "--pool-lock", "pool"}, "--pool-lock", "host,kernel"},
      {{"--on", "kernel", "--streams", "2"}, "--streams", "host,kernel"},
      {{"--on", "kernel", "--allocation-failures", "0.5"}, "--allocation-failures", "host,kernel"},
      {{"--on", "kernel", "--sample-steps", "1"}, "--sample-steps", "host,kernel"},
      {{"--on", "kernel", "--hot-places"}, "--hot-places", "host,kernel"},
      {{"--on", "kernel", "--threads", "1", "--timeline", "t.json"}, "--timeline", "--on MACHINE"},
      {{"--on", "kernel", "--codec", "null"}, "--codec null", "lz4"},
      {{"--on", "host,kernel", "--codec", "lz4,null"}, "--codec null", "lz4"},
      {{"--on", "kernel", "--io", "smoke"}, "--io", "pwrite, io_uring"},
      {{"--io", "io_uring"}, "--io", "--on kernel"},
      {{"--on", "laptop-4,kernel"}, "--on laptop-4,kernel", "--on host,kernel"},
      {{"--on", "kernel,"}, "--on kernel,", "--on host,kernel"},
      {{"--strategy", "kernel"}, "--strategy kernel", "--on host,kernel"},
  };
  for (const Refused& refused : all) {
    const std::string message = refusal_of(refused.words);
    EXPECT_NE(message.find(refused.named), std::string::npos) << joined(refused.words) << ": " << message;
    EXPECT_NE(message.find(refused.told), std::string::npos) << joined(refused.words) << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << joined(refused.words) << ": " << message;
  }
}

}  // namespace
}  // namespace zramlab::test
