// What dead processes left is found and removed; what is not theirs is not touched.
//
// A folder stands in for a trace instance, which is one to the register: made, told by its inode, removed by rmdir.
#include "bench/kernel/leftovers.h"

#include "bench/kernel/zram_control.h"
#include "tests/kernel/support.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace zramlab::test {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A register as a process that is dead may have left it.
void write_register(const fs::path& folder, const std::string& lines, const std::string& boot = boot_identity()) {
  std::ofstream(folder / "4711-1") << register_head(boot) << '\n' << lines;
}

class LeftoversTest : public testing::Test {
 protected:
  LeftoversTest() { fs::create_directory(registers_); }

  // Announces a folder of that name, makes it, says so.
  static void make(Register& own, const fs::path& folder) {
    Claim claim = own.announce(ThingKind::trace_instance, folder.string());
    fs::create_directory(folder);
    claim.made();
  }

  const Folder folder_;
  const fs::path registers_ = folder_.file("registers");
  const fs::path thing_ = folder_.file("thing");
};

TEST_F(LeftoversTest, of_a_killed_process_are_found_and_removed) {
  in_killed_process([&] {
    Register own(registers_);
    make(own, thing_);
  });
  {
    Leftovers left(registers_);
    ASSERT_EQ(left.things().size(), 1u);
    EXPECT_EQ(left.things().front().name, thing_.string());
    EXPECT_TRUE(left.remove().empty());
    EXPECT_FALSE(fs::exists(thing_));
  }
  EXPECT_EQ(files_in(registers_), 0u) << "a register with nothing left in it goes too";
}

TEST_F(LeftoversTest, stay_until_they_are_removed) {
  in_killed_process([&] {
    Register own(registers_);
    make(own, thing_);
  });
  EXPECT_EQ(Leftovers(registers_).things().size(), 1u);
  EXPECT_TRUE(fs::exists(thing_));
  EXPECT_EQ(Leftovers(registers_).things().size(), 1u) << "whoever only looks takes nothing out";
}

TEST_F(LeftoversTest, are_removed_in_the_opposite_order_of_their_making) {
  in_killed_process([&] {
    Register own(registers_);
    make(own, thing_);
    make(own, thing_ / "inside");
  });
  Leftovers left(registers_);
  ASSERT_EQ(left.things().size(), 2u);
  EXPECT_TRUE(left.remove().empty()) << "a folder goes when what is in it has gone";
  EXPECT_FALSE(fs::exists(thing_));
}

TEST_F(LeftoversTest, of_a_live_process_are_not_seen) {
  Register own(registers_);
  make(own, thing_);
  Leftovers left(registers_);
  EXPECT_TRUE(left.things().empty());
  left.remove();
  EXPECT_TRUE(fs::exists(thing_));
  EXPECT_EQ(files_in(registers_), 1u);
}

TEST_F(LeftoversTest, that_its_process_removed_are_none) {
  in_killed_process([&] {
    Register own(registers_);
    Claim claim = own.announce(ThingKind::trace_instance, thing_.string());
    claim.made();
    claim.gone();
    fs::create_directory(thing_);  // somebody else's, later
  });
  EXPECT_TRUE(Leftovers(registers_).things().empty());
}

TEST_F(LeftoversTest, that_were_announced_only_are_taken_for_ours_by_the_mark_in_their_names) {
  in_killed_process([&] {
    Register own(registers_);
    for (const std::string& name : {own.mark() + "-a", std::string("somebody-elses")}) {
      std::ignore = own.announce(ThingKind::trace_instance, folder_.file(name).string());
      fs::create_directory(folder_.file(name));
    }
  });
  Leftovers left(registers_);
  ASSERT_EQ(left.things().size(), 1u);
  EXPECT_TRUE(left.things().front().name.ends_with("-a"));
  EXPECT_TRUE(left.remove().empty());
  EXPECT_TRUE(fs::exists(folder_.file("somebody-elses")));
}

TEST_F(LeftoversTest, whose_name_is_another_things_by_now_are_not_touched) {
  fs::create_directory(thing_);
  write_register(registers_, fmt::format("announced 1 trace-instance {0}\nmade 1 inode:1 {0}\n", thing_.string()));
  Leftovers left(registers_);
  EXPECT_TRUE(left.things().empty());
  left.remove();
  EXPECT_TRUE(fs::exists(thing_));
  EXPECT_EQ(files_in(registers_), 0u);
}

TEST_F(LeftoversTest, of_another_boot_are_not_touched) {
  in_killed_process([&] {
    Register own(registers_);
    make(own, thing_);
  });
  const fs::path file = fs::directory_iterator(registers_)->path();
  std::string text = read_file(file);
  text[text.find(boot_identity())] = 'X';
  std::ofstream(file) << text;
  EXPECT_TRUE(Leftovers(registers_).things().empty());
  EXPECT_TRUE(fs::exists(thing_));
}

TEST_F(LeftoversTest, that_cannot_be_removed_stay_registered_and_say_why) {
  in_killed_process([&] {
    Register own(registers_);
    make(own, thing_);
  });
  fs::create_directory(thing_ / "in-the-way");
  Leftovers left(registers_);
  const std::vector<std::string> failures = left.remove();
  ASSERT_EQ(failures.size(), 1u);
  EXPECT_NE(failures.front().find(thing_.string()), std::string::npos);
  EXPECT_EQ(left.things().size(), 1u);
  EXPECT_EQ(files_in(registers_), 1u);
}

TEST_F(LeftoversTest, in_a_folder_that_is_not_there_are_none) { EXPECT_TRUE(Leftovers(folder_.file("nowhere")).things().empty()); }

TEST_F(LeftoversTest, are_none_of_a_register_that_was_left_in_order) {
  { const Register own(registers_); }
  EXPECT_EQ(files_in(registers_), 0u);
}

TEST_F(LeftoversTest, include_a_zram_device) {
  SKIP_WITHOUT_ZRAM(tested_algorithm);
  in_killed_process([&] {
    setenv("ZRAMLAB_RUNTIME_DIR", registers_.c_str(), 1);
    static const ZramDevice device({.algorithm = tested_algorithm, .parameters = {}, .disksize_bytes = 16 * page_bytes, .mem_limit_bytes = 0});
  });
  Leftovers left(registers_);
  ASSERT_EQ(left.things().size(), 1u);
  const Leftover device = left.things().front();
  EXPECT_EQ(zram_identity(device.name), device.identity);
  EXPECT_TRUE(left.remove().empty());
  EXPECT_NE(zram_identity(device.name), device.identity);
}

TEST_F(LeftoversTest, do_not_include_a_zram_device_that_has_the_number_of_one) {
  SKIP_WITHOUT_ZRAM(tested_algorithm);
  const ZramDevice device;
  write_register(registers_, fmt::format("announced 1 zram-device \nmade 1 diskseq:0 {}\n", device.name()));
  Leftovers left(registers_);
  EXPECT_TRUE(left.things().empty());
  left.remove();
  EXPECT_EQ(device.algorithms().empty(), false) << "the device is there as before";
}

TEST_F(LeftoversTest, that_nobody_can_tell_from_others_are_told_and_not_touched) {
  SKIP_WITHOUT_ZRAM(tested_algorithm);
  const ZramDevice others;  // not set up, as the one that may have been left
  write_register(registers_, "announced 1 zram-device \n");
  Leftovers left(registers_);
  EXPECT_TRUE(left.things().empty());
  const auto names = [&](const std::string& doubt) { return doubt.find(others.name() + ",") != std::string::npos; };
  EXPECT_TRUE(std::any_of(left.doubts().begin(), left.doubts().end(), names));
  left.remove();
  EXPECT_FALSE(others.algorithms().empty());
}

}  // namespace
}  // namespace zramlab::test
