// What a register's text says is left.
#include "bench/kernel/register_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

using Things = std::vector<RegisteredThing>;

std::string text_of(const std::string& lines) { return register_head("boot-1") + "\n" + lines; }

Things things_of(const std::string& lines) { return things_in(text_of(lines), "boot-1"); }

TEST(register_text, holds_what_was_made_and_is_not_gone) {
  EXPECT_EQ(things_of("announced 1 zram-device \n"
                      "made 1 diskseq:57 zram3\n"
                      "announced 2 cgroup /sys/fs/cgroup/memory/a b\n"
                      "made 2 inode:9 /sys/fs/cgroup/memory/a b\n"
                      "gone 1\n"),
            (Things{{2, ThingKind::cgroup, "/sys/fs/cgroup/memory/a b", "inode:9"}}));
}

TEST(register_text, tells_what_was_only_announced) {
  EXPECT_EQ(things_of("announced 1 zram-device \nannounced 2 mount /mnt/x\n"),
            (Things{{1, ThingKind::zram_device, "", ""}, {2, ThingKind::mount, "/mnt/x", ""}}));
}

TEST(register_text, leaves_out_a_last_line_that_was_cut_off) {
  EXPECT_EQ(things_of("announced 1 zram-device \nmade 1 diskseq:57 zram"), (Things{{1, ThingKind::zram_device, "", ""}}));
}

TEST(register_text, of_another_boot_holds_nothing) {
  EXPECT_TRUE(things_in(text_of("announced 1 mount /mnt/x\nmade 1 mount:1:2:3 /mnt/x\n"), "boot-2").empty());
}

TEST(register_text, of_any_kind_is_read_without_harm) {
  EXPECT_TRUE(things_in("", "boot-1").empty());
  EXPECT_TRUE(things_in("\n\n\n", "boot-1").empty());
  EXPECT_TRUE(things_in(fmt::format("{}\n", std::string(1000, '\0')), "boot-1").empty());
  EXPECT_TRUE(things_of("made\ngone\nannounced\nannounced 1\nannounced 1 teapot x\nmade 7 inode:1 /\ngone 99999999999999999999999\n \n").empty());
}

TEST(register_text, does_not_let_a_number_be_announced_twice) {
  EXPECT_EQ(things_of("announced 1 mount /a\nannounced 1 mount /b\n"), (Things{{1, ThingKind::mount, "/a", ""}}));
}

}  // namespace
}  // namespace zramlab::test
