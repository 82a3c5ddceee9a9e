// Which cgroup hierarchy limits memory, and where in it ours is.
#include "bench/capture/memory_cgroup.h"

#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace zramlab::test {
namespace {

constexpr std::string_view v1_mounts =
    "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
    "30 22 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755\n"
    "31 30 0:27 / /sys/fs/cgroup/unified rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
    "35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:15 - cgroup cgroup rw,cpu,cpuacct\n"
    "36 30 0:32 / /sys/fs/cgroup/memory rw,nosuid shared:16 - cgroup cgroup rw,memory\n";

TEST(cgroup_place, of_version_1_is_below_the_process_s_own_cgroup) {
  const auto place = find_cgroup_place(v1_mounts, "11:memory:/user.slice/a\n4:cpu,cpuacct:/b\n0::/c\n", "/");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->version, CgroupVersion::v1);
  EXPECT_EQ(place->parent, "/sys/fs/cgroup/memory/user.slice/a");
}

TEST(cgroup_place, of_version_1_is_the_mounts_root_where_the_process_is_in_no_cgroup_below_it) {
  EXPECT_EQ(find_cgroup_place(v1_mounts, "11:memory:/\n")->parent, "/sys/fs/cgroup/memory");
  EXPECT_EQ(find_cgroup_place(v1_mounts, "")->parent, "/sys/fs/cgroup/memory");
}

TEST(cgroup_place, is_seen_from_the_part_of_the_hierarchy_that_is_mounted) {
  // In a container: what is mounted is the container's own part.
  const std::string mounts = "36 30 0:32 /docker/12 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  EXPECT_EQ(find_cgroup_place(mounts, "11:memory:/docker/12/job\n")->parent, "/sys/fs/cgroup/memory/job");
  EXPECT_EQ(find_cgroup_place(mounts, "11:memory:/docker/12\n")->parent, "/sys/fs/cgroup/memory");
  EXPECT_EQ(find_cgroup_place(mounts, "11:memory:/elsewhere\n")->parent, "/sys/fs/cgroup/memory");
}

TEST(cgroup_place, of_version_2_is_the_root_of_a_hierarchy_that_has_the_memory_controller) {
  const Folder folder;
  const std::string mounts = "30 22 0:26 / /cg rw - cgroup2 cgroup2 rw\n";
  std::filesystem::create_directory(folder.file("cg"));
  static_cast<void>(folder.with("cg/cgroup.controllers", "cpuset cpu io pids\n"));
  EXPECT_FALSE(find_cgroup_place(mounts, "0::/user.slice\n", folder.file("")));
  static_cast<void>(folder.with("cg/cgroup.controllers", "cpuset cpu io memory pids\n"));
  const auto place = find_cgroup_place(mounts, "0::/user.slice\n", folder.file(""));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->version, CgroupVersion::v2);
  EXPECT_EQ(place->parent, folder.file("") / "cg");
}

TEST(cgroup_place, there_is_none_without_a_memory_controller_and_no_nonsense_is_taken_for_one) {
  EXPECT_FALSE(find_cgroup_place("", ""));
  EXPECT_FALSE(find_cgroup_place("nonsense\n1 2 - \n - cgroup cgroup rw,memory\n", "::\n:\n"));
  EXPECT_FALSE(find_cgroup_place("35 30 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memoryless\n", ""));
}

}  // namespace
}  // namespace zramlab::test
