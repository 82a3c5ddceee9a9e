// What --hotplug takes.
#include "bench/hotplug.h"
#include "engine/base/input_error.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(hotplug_option, gives_events_in_the_order_of_their_times) {
  const std::vector<HotplugEvent> events = parse_hotplug("3@2ms-10ms,2@5ms", 4);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].at_ns, 2'000'000u);
  EXPECT_EQ(events[0].cpu, 3u);
  EXPECT_FALSE(events[0].is_online);
  EXPECT_EQ(events[1].cpu, 2u);
  EXPECT_EQ(events[2].at_ns, 10'000'000u);
  EXPECT_TRUE(events[2].is_online);
  EXPECT_TRUE(parse_hotplug("", 4).empty());
}

TEST(hotplug_option, lets_one_cpu_come_when_another_goes) {
  const std::vector<HotplugEvent> events = parse_hotplug("0@1ms-2ms,1@2ms-3ms", 2);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_TRUE(events[1].is_online);
  EXPECT_FALSE(events[2].is_online);
}

TEST(hotplug_option, refuses_what_no_machine_can_do_and_says_which_part) {
  for (const char* text : {"4@1ms", "x@1ms", "3@-1ms", "@1ms", "1", "1@", "1@2ms-1ms", "1@1ms-1ms", "1@1ms,1@2ms", "1@1ms-5ms,1@3ms-6ms", "0@1ms,1@1ms,2@1ms,3@1ms",
                           "1@1ms-", "-1@1ms", "1@zz", ",1@1ms"}) {
    try {
      parse_hotplug(text, 4);
      ADD_FAILURE() << text << " was taken";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::usage) << text;
      EXPECT_NE(std::string(error.what()).find("--hotplug"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace zramlab::test
