#include "bench/referee/kernel_era.h"

#include "engine/base/input_error.h"

#include <gtest/gtest.h>

namespace zramlab {
namespace {

KernelEra era_of_release(const char* release) { return era_of_kernel(kernel_version_of(release)); }

TEST(KernelEra, a_release_names_its_era) {
  EXPECT_EQ(era_of_release("6.1.0-28-cloud-amd64").name, "6.1");
  EXPECT_EQ(era_of_release("6.1.0-28-cloud-amd64").era.pool.chain_size, 4u);
  EXPECT_EQ(era_of_release("4.19.316").era.minor, 19u);
  EXPECT_EQ(era_of_release("6.18-rc3").name, "6.18");
  EXPECT_FALSE(era_of_release("6.18.1").is_newer);
}

TEST(KernelEra, one_that_is_newer_than_all_known_ones_has_the_newest_rules_and_says_so) {
  for (const char* release : {"6.19.0", "7.0.3-arch1", "10.2.0"}) {
    const KernelEra era = era_of_release(release);
    EXPECT_TRUE(era.is_newer) << release;
    EXPECT_EQ(era.name, "newest") << release;
    EXPECT_EQ(era.era.pool.chain_size, 8u) << release;
  }
}

TEST(KernelEra, one_that_never_had_this_zram_is_refused) {
  for (const char* release : {"2.6.39", "3.13.0", "", "x.y"}) {
    EXPECT_THROW(static_cast<void>(era_of_release(release)), InputError) << release;
  }
}

}  // namespace
}  // namespace zramlab
