#include "engine/base/input_error.h"
#include "engine/pool/era.h"

#include <gtest/gtest.h>

#include <string>

namespace zramlab {
namespace {

std::string message_of(std::string_view kernel) {
  try {
    (void)era_of(kernel);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "accepted";
}

TEST(Era, newest_is_the_default) {
  EXPECT_EQ(era_of("newest").minor, Era{}.minor);
  EXPECT_EQ(era_of("newest").pool.chain_size, 8u);
  EXPECT_EQ(era_of("newest").pool.groups, FullnessGroups::twelve);
  EXPECT_EQ(era_of("6.18").pool.compaction, CompactionRule::kept);
}

TEST(Era, versions_compare_by_number_not_by_text) {
  EXPECT_TRUE(era_of("6.10").at_least(6, 4));
  EXPECT_FALSE(era_of("6.1").at_least(6, 4));
  EXPECT_TRUE(era_of("5.0").at_least(4, 20));
  EXPECT_FALSE(era_of("3.19").at_least(4, 0));
}

TEST(Era, merging_came_with_3_19) {
  EXPECT_FALSE(era_of("3.18").pool.merging);
  EXPECT_TRUE(era_of("3.19").pool.merging);
}

TEST(Era, handles_and_compaction_came_with_4_1) {
  EXPECT_EQ(era_of("4.0").pool.handle_bytes, 0u);
  EXPECT_EQ(era_of("4.0").pool.compaction, CompactionRule::none);
  EXPECT_EQ(era_of("4.1").pool.handle_bytes, 8u);
  EXPECT_EQ(era_of("4.1").pool.compaction, CompactionRule::re_inserted);
}

TEST(Era, huge_watermark_came_with_4_17) {
  EXPECT_EQ(era_of("4.16").pool.huge_rule, HugeRule::three_quarters);
  EXPECT_EQ(era_of("4.17").pool.huge_rule, HugeRule::class_watermark);
}

TEST(Era, longer_chains_came_with_6_3_and_twelve_groups_with_6_4) {
  EXPECT_EQ(era_of("6.2").pool.chain_size, 4u);
  EXPECT_EQ(era_of("6.2").pool.chain_rule, ChainRule::percentage);
  EXPECT_EQ(era_of("6.3").pool.chain_size, 8u);
  EXPECT_EQ(era_of("6.3").pool.chain_rule, ChainRule::minimum_waste);
  EXPECT_EQ(era_of("6.3").pool.groups, FullnessGroups::four);
  EXPECT_EQ(era_of("6.3").pool.compaction, CompactionRule::re_inserted);
  EXPECT_EQ(era_of("6.4").pool.groups, FullnessGroups::twelve);
  EXPECT_EQ(era_of("6.4").pool.compaction, CompactionRule::kept);
}

TEST(Era, one_lock_guards_the_pool_from_6_2_to_6_10) {
  EXPECT_EQ(era_of("6.1").pool_lock, PoolLock::per_class);
  EXPECT_EQ(era_of("6.2").pool_lock, PoolLock::whole_pool);
  EXPECT_EQ(era_of("6.10").pool_lock, PoolLock::whole_pool);
  EXPECT_EQ(era_of("6.11").pool_lock, PoolLock::per_class);
}

TEST(Era, what_is_no_kernel_version_is_refused_with_what_is_one) {
  for (const char* const kernel : {"", "6", "6.", ".1", "six", "6.1.0", "6.x", "-6.1", "+6.1", "3.13", "3.20", "4.21",
                                   "5.20", "6.19", "7.0", "Newest", "99999999999.1", "6.4294967295"}) {
    const std::string message = message_of(kernel);
    EXPECT_NE(message.find("--era"), std::string::npos) << kernel << ": " << message;
    EXPECT_NE(message.find("3.14 to 6.18"), std::string::npos) << kernel << ": " << message;
  }
}

TEST(Era, chain_size_is_4_to_16) {
  EXPECT_EQ(with_chain_size(era_of("newest"), 4).pool.chain_size, 4u);
  EXPECT_EQ(with_chain_size(era_of("newest"), 16).pool.chain_size, 16u);
  EXPECT_THROW((void)with_chain_size(era_of("newest"), 3), InputError);
  EXPECT_THROW((void)with_chain_size(era_of("newest"), 17), InputError);
}

}  // namespace
}  // namespace zramlab
