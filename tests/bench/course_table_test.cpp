// What is told of the time around the measured one.
#include "bench/course_table.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab::test {
namespace {

TEST(course_table, a_warm_up_by_time_has_other_operations_in_each_run) {
  std::vector<Result> results(3);
  results[0].measured.warmed_up = Preparation{.operations = 410};
  results[1].measured.warmed_up = Preparation{.operations = 520};
  results[2].measured.warmed_up = Preparation{.operations = 430};
  EXPECT_EQ(format_course(results), "not counted: 410 to 520 operations of warm-up before each run\n");
  for (Result& result : results) result.measured.warmed_up->operations = 500;
  EXPECT_EQ(format_course(results), "not counted: 500 operations of warm-up before each run\n");
}

}  // namespace
}  // namespace zramlab::test
