#include "bench/referee/judgement.h"
#include "bench/referee/report.h"

#include <gtest/gtest.h>

namespace zramlab {
namespace {

Checkpoint alike(std::uint64_t actions) {
  const MmStat stat{.orig_data_size = 40960, .compr_data_size = 20000, .mem_used_total = 24576, .mem_limit = 0, .mem_used_max = 28672,
                    .same_pages = 1, .pages_compacted = 2, .huge_pages = 3, .huge_pages_since = 4};
  return {actions, stat, stat};
}

ContestRun run_of(const std::vector<Checkpoint>& checkpoints) {
  ContestRun run;
  run.checkpoints = checkpoints;
  return run;
}

TEST(Judgement, without_a_tolerance_any_field_at_any_checkpoint_must_be_equal) {
  EXPECT_TRUE(judge(run_of({alike(1), alike(2)}), 0).is_right);
  for (const MmField& field : mm_fields) {
    Checkpoint other = alike(1);
    other.engine.*field.value += 1;
    const RefereeVerdict verdict = judge(run_of({other, alike(2)}), 0);
    EXPECT_FALSE(verdict.is_right) << field.name;
    EXPECT_FALSE(verdict.all_equal()) << field.name;
  }
}

TEST(Judgement, the_sum_of_lengths_may_be_as_far_off_as_the_tolerance) {
  Checkpoint end = alike(2);
  end.engine.compr_data_size = 20020;
  EXPECT_TRUE(judge(run_of({end}), 0.001).is_right);
  EXPECT_FALSE(judge(run_of({end}), 0.0009).is_right);
  end.engine.compr_data_size = 19979;
  EXPECT_FALSE(judge(run_of({end}), 0.001).is_right);
}

TEST(Judgement, the_pool_has_a_bound_of_its_own) {
  Checkpoint small = alike(2);
  small.engine.mem_used_total += 64 * 4096;
  EXPECT_TRUE(judge(run_of({small}), 0.0001).is_right);
  small.engine.mem_used_total += 4096;
  EXPECT_FALSE(judge(run_of({small}), 0.0001).is_right);
  Checkpoint large = alike(2);
  large.kernel.mem_used_total = std::uint64_t{4096} * 100'000;
  large.engine.mem_used_total = std::uint64_t{4096} * 99'500;
  EXPECT_TRUE(judge(run_of({large}), 0.0001).is_right);
  large.engine.mem_used_total -= 4096;
  EXPECT_FALSE(judge(run_of({large}), 0.0001).is_right);
}

TEST(Judgement, a_tolerance_does_not_excuse_what_no_length_decides) {
  for (auto field : {&MmStat::orig_data_size, &MmStat::mem_limit, &MmStat::same_pages}) {
    Checkpoint early = alike(1);
    early.kernel.*field += 1;
    EXPECT_FALSE(judge(run_of({early, alike(2)}), 0.5).is_right);
  }
}

TEST(Judgement, the_largest_difference_is_of_either_sign) {
  Checkpoint low = alike(1);
  low.engine.compr_data_size -= 300;
  Checkpoint high = alike(2);
  high.engine.compr_data_size += 200;
  const RefereeVerdict verdict = judge(run_of({low, high}), 0.5);
  EXPECT_EQ(verdict.fields[1].difference, 200);
  EXPECT_EQ(verdict.fields[1].difference_largest, -300);
}

TEST(Judgement, a_value_that_only_the_engine_has_is_wholly_off) {
  Checkpoint checkpoint = alike(1);
  checkpoint.kernel.compr_data_size = 0;
  EXPECT_EQ(checkpoint.relative_difference(mm_fields[1]), 1);
  EXPECT_FALSE(judge(run_of({checkpoint}), 0.5).is_right);
}

TEST(Judgement, the_verdict_names_the_field_that_is_out_of_bounds) {
  RefereeRequest request;
  request.lengths = Lengths::own;
  request.tolerance = 0.0001;
  RefereeReport report;
  Checkpoint end = alike(2);
  end.engine.compr_data_size += 1000;
  report.run = run_of({end});
  report.verdict = judge(report.run, request.tolerance);
  EXPECT_NE(verdict_line(request, report).find("out of bounds: compr_data_size +5.0000 %"), std::string::npos)
      << verdict_line(request, report);
}

}  // namespace
}  // namespace zramlab
