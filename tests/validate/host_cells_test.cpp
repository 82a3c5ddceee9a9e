// Figures of cells that were run while the host's speed changed.
#include "bench/validate/host_cells.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <tuple>

namespace zramlab::test {
namespace {

// A run at `speed`, of a cell that does `share` of what the bare loop does, with a p99 of `p99_ns` at speed 1.
HostSample sample(double speed, double share, double p99_ns, double others_share = 0) {
  constexpr double bare_rate = 100'000;
  return {.rate = share * speed * bare_rate, .p99_ns = p99_ns / speed, .bare_rate = speed * bare_rate, .others_share = others_share};
}

// On laptop-4.
OptionTexts short_run(const char* strategies, const char* threads) {
  OptionTexts texts;
  texts.on = "laptop-4";
  texts.strategies = strategies;
  texts.threads = threads;
  texts.workload = "swap-out:slots=200";
  texts.operations = "400";
  return texts;
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

TEST(host_figures, leave_out_runs_whose_cpus_stood_elsewhere_before_or_after) {
  const CpuWays near{.transfer_ns = 30};
  const CpuWays far{.transfer_ns = 120};
  HostFigures figures;
  for (const auto& [before, after, share] : {std::tuple{near, near, 0.9}, {near, far, 0.3}, {far, near, 0.2}, {far, far, 0.7}}) {
    HostSample run = sample(1, share, 20'000);
    run.before = before;
    run.after = after;
    figures.add(run);
  }
  figures.add(sample(1, 0.9, 20'000));
  EXPECT_EQ(figures.quiet_count(), 5u) << "as long as nobody says where they should stand";
  figures.expect(near);
  EXPECT_EQ(figures.quiet_count(), 2u);
  EXPECT_DOUBLE_EQ(figures.rate(), 90'000);
  figures.expect(far);
  EXPECT_EQ(figures.quiet_count(), 2u);
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
  const OptionTexts texts = short_run("per-cpu,global-mutex", "1,2");
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

TEST(host_cells, of_a_simulated_machine_follow_where_its_cpus_stand) {
  const OptionTexts texts = short_run("idle-list", "2");
  const MachineProfile laptop = *check_options(texts).machine;
  const CpuClass& core = laptop.classes.front();
  const CpuWays as_it_is{nearest_transfer_ns(laptop), laptop.upgrade_ns, laptop.spin_read_share, core.wake_ns, core.wake_latency_ns};
  CpuWays far = as_it_is;
  far.transfer_ns *= 20;
  const auto rate_with = [&](const std::optional<CpuWays>& ways) {
    HostCells cells;
    cells.run_simulated(texts, ways);
    EXPECT_TRUE(cells.ways().empty()) << "nobody looks at this host's CPUs";
    return cells.cells().at({"idle-list", "lz4", 2}).rate();
  };
  EXPECT_EQ(rate_with(as_it_is), rate_with(std::nullopt));
  EXPECT_LT(rate_with(far), rate_with(as_it_is));
}

TEST(with_ways, changes_the_way_between_the_nearest_cores_alone) {
  const MachineProfile server = load_machine("server-128x2");
  const CpuWays ways{.transfer_ns = 77, .upgrade_ns = 11, .spin_read_share = 0.3, .wake_ns = 1234, .wake_latency_ns = 5678};
  const MachineProfile moved = with_ways(server, ways);
  EXPECT_NE(nearest_transfer_ns(server), 77);
  EXPECT_EQ(nearest_transfer_ns(moved), 77);
  EXPECT_EQ(moved.cluster_transfer_ns.back(), 77);
  EXPECT_EQ(moved.upgrade_ns, 11);
  EXPECT_EQ(moved.spin_read_share, 0.3);
  EXPECT_EQ(moved.classes.front().wake_ns, 1234);
  EXPECT_EQ(moved.classes.front().wake_latency_ns, 5678);
  EXPECT_EQ(moved.remote_transfer_ns, server.remote_transfer_ns);
  EXPECT_EQ(moved.smt_transfer_ns, server.smt_transfer_ns);

  MachineProfile apart = server;  // a cache for each core, a core for each CPU
  for (std::size_t cpu = 0; cpu < apart.cpus.size(); ++cpu) apart.cpus[cpu].cluster = apart.cpus[cpu].core = static_cast<std::uint16_t>(cpu);
  EXPECT_EQ(with_ways(apart, ways).socket_transfer_ns, 77);
  EXPECT_EQ(with_ways(apart, ways).cluster_transfer_ns, server.cluster_transfer_ns);
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
