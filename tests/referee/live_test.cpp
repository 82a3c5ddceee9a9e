// Against the kernel that runs. Skipped, with the line that says what is missing, where there is no root or no zram.
#include "bench/captures.h"
#include "bench/referee/kernel_side.h"
#include "bench/referee/kernel_era.h"
#include "tests/referee/support.h"
#include "workloads/content/content.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

constexpr std::uint64_t slots = 1024;

class LiveReferee : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto missing = missing_for_zram(GetParam())) GTEST_SKIP() << *missing;
  }

  // The engine with an era's rules, told the kernel's lengths, against the kernel.
  RefereeReport hold_with(const KernelEra& era, std::uint64_t actions, std::uint64_t seed) {
    const ZramOptions options{.algorithm = GetParam(), .parameters = "", .disksize_bytes = slots * page_bytes, .mem_limit_bytes = 0};
    KernelSide asked(options);
    KernelSide kernel(options);
    LengthOracle oracle(asked);
    EngineSide engine({.era = era.era, .slots = slots, .codec = make_told_lengths_codec(oracle)});
    RefereeRequest request;
    request.slots = slots;
    request.era = era;
    request.check_every = 100;
    request.contents = load_content("trace:gxx", 1, find_shipped).pages;
    request.actions = random_actions({.actions = actions,
                                      .seed = seed,
                                      .slots = static_cast<std::uint32_t>(slots),
                                      .given_pages = static_cast<std::uint32_t>(request.contents->count())});
    RefereePages pages(request.contents);
    return hold(request, {engine, kernel}, pages, [](const std::string&, double) { return true; });
  }
};

TEST_P(LiveReferee, all_nine_fields_are_the_kernels_at_every_checkpoint) {
  const RefereeReport report = hold_with(era_of_kernel(running_kernel()), 20'000, 21);
  EXPECT_FALSE(report.run.mismatch) << report.run.mismatch->text << "\n" << (report.shrunk ? to_string(report.shrunk->actions) : "");
  EXPECT_TRUE(report.verdict.all_equal());
  EXPECT_EQ(report.run.checkpoints.size(), 200u);
  EXPECT_GT(report.run.checkpoints.back().kernel.pages_compacted, 0u);
  EXPECT_EQ(report.run.slots_compared, slots);
}

// The longest zspages that there are: no kernel has them unless somebody built it so.
TEST_P(LiveReferee, rules_that_are_not_the_kernels_are_found_out_and_shrunk) {
  KernelEra era = era_of_kernel(running_kernel());
  era.era = with_chain_size(era.era, 16);
  const RefereeReport report = hold_with(era, 5000, 22);
  ASSERT_TRUE(report.run.mismatch);
  EXPECT_TRUE(report.is_repeated);
  ASSERT_TRUE(report.shrunk);
  EXPECT_TRUE(report.shrunk->is_minimal);
  EXPECT_LE(report.shrunk->actions.size(), 3u) << to_string(report.shrunk->actions);
}

INSTANTIATE_TEST_SUITE_P(Algorithms, LiveReferee, ::testing::Values("lz4", "lzo"));

}  // namespace
}  // namespace zramlab::test
