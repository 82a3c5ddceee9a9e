// Figures of cells that were run while the host's speed changed.
#include "bench/validate/host_cells.h"

#include <gtest/gtest.h>

#include <string>

namespace zramlab::test {
namespace {

// A run at `speed`, of a cell that does `share` of what the bare loop does, with a p99 of `p99_ns` at speed 1.
HostSample sample(double speed, double share, double p99_ns, double others_share = 0) {
  constexpr double bare_rate = 100'000;
  return {.rate = share * speed * bare_rate, .p99_ns = p99_ns / speed, .bare_rate = speed * bare_rate, .others_share = others_share};
}

TEST(host_figures, are_those_of_the_usual_speed_whatever_the_speed_of_each_run_was) {
  HostFigures steady, changing;
  for (const double speed : {1.0, 1.0, 1.0}) steady.add(sample(speed, 0.8, 20'000));
  for (const double speed : {0.5, 1.0, 1.7}) changing.add(sample(speed, 0.8, 20'000));
  EXPECT_DOUBLE_EQ(changing.rate(), steady.rate());
  EXPECT_DOUBLE_EQ(changing.p99_ns(), steady.p99_ns());
}

TEST(host_figures, leave_out_runs_beside_other_programs) {
  HostFigures figures;
  figures.add(sample(1, 0.8, 20'000));
  figures.add(sample(1, 0.1, 90'000, 2 * others_share_max));
  figures.add(sample(1, 0.1, 90'000, 3 * others_share_max));
  EXPECT_EQ(figures.quiet_count(), 1u);
  EXPECT_DOUBLE_EQ(figures.rate(), 80'000);
  EXPECT_DOUBLE_EQ(figures.p99_ns(), 20'000);
}

TEST(host_figures, are_the_quietest_runs_where_none_was_quiet) {
  HostFigures figures;
  figures.add(sample(1, 0.1, 90'000, 3 * others_share_max));
  figures.add(sample(1, 0.6, 30'000, 2 * others_share_max));
  EXPECT_EQ(figures.quiet_count(), 0u);
  EXPECT_DOUBLE_EQ(figures.rate(), 60'000);
  EXPECT_DOUBLE_EQ(figures.p99_ns(), 30'000);
}

// The simulated host stands in for a real one: its bare loop and its cells come from the same run.
TEST(host_cells, hold_every_cell_of_a_command_line_and_its_bare_loop) {
  OptionTexts texts;
  texts.on = "laptop-4";
  texts.strategies = "per-cpu,global-mutex";
  texts.threads = "1,2";
  texts.workload = "swap-out:slots=200";
  texts.operations = "400";
  HostCells cells;
  cells.run(texts);
  EXPECT_EQ(cells.cells().size(), 4u);
  for (const unsigned threads : {1u, 2u}) {
    const double bare = cells.bare_rates(threads).at("lz4");
    const double rate = cells.cells().at({"per-cpu", "lz4", threads}).rate();
    EXPECT_GT(rate, 0);
    EXPECT_LT(rate, bare);
  }
}

TEST(host_cells, tell_by_how_much_their_bare_loops_differed) {
  using namespace std::string_literals;
  OptionTexts texts;
  texts.strategies = "per-cpu"s;
  texts.threads = "1"s;
  texts.workload = "swap-out:slots=200"s;
  texts.operations = "400"s;
  HostCells laptop, phone, both;
  texts.on = "laptop-4"s;
  laptop.run(texts);
  both.run(texts);
  EXPECT_EQ(both.bare_spread(), 0) << "each ran once";
  texts.on = "phone-8"s;
  phone.run(texts);
  both.run(texts);
  const double ratio = laptop.bare_rates(1).at("lz4") / phone.bare_rates(1).at("lz4");
  ASSERT_NE(ratio, 1);
  EXPECT_DOUBLE_EQ(both.bare_spread(), (ratio > 1 ? ratio : 1 / ratio) - 1);
}

}  // namespace
}  // namespace zramlab::test
