// Open loops in virtual time, where every lag and every response can be added up by hand, and the rates that theory allows.
#include "bench/interrupt.h"
#include "bench/open_runs.h"
#include "bench/simulated_driver.h"
#include "tests/bench/support.h"
#include "tests/virtual/small_machine.h"
#include "workloads/arrival.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zramlab::test {
namespace {

constexpr double service_ns = 10'000;

// A machine whose every operation takes service_ns, and notes when it began.
class ConstantTarget {
 public:
  Outcome write(const PlannedOperation&, PageView, StepTimes*) { return serve(); }
  Outcome write_partial(const PlannedOperation&, PageView, StepTimes*) { return serve(); }
  Outcome read(const PlannedOperation&, PageSpan) { return serve(); }
  Outcome discard(SlotIndex) { return serve(); }

  std::vector<Ticks> starts;

 private:
  Outcome serve() {
    starts.push_back(Simulated::now());
    work(service_ns);
    return Outcome::ok;
  }
};

Plan plan_for(std::size_t workers, std::size_t operations, ArrivalKind kind, std::uint64_t seed = 1) {
  const PlanShape shape{.workers = workers, .operations = operations, .slots = 64, .order = ReplayOrder::none, .reads = 0, .discards = 0};
  Plan plan = random_plan(shape, store_of(4));
  plan.workers_in_order.clear();
  for (auto& worker : plan.workers) worker.resize(operations / workers);
  lay_out_arrivals(plan, kind, seed);
  return plan;
}

struct OpenRun {
  std::size_t workers = 1;
  CpuIndex cpus = 0;  // 0: one for each worker
  double rate = 0;
  std::uint64_t operations = 0;
  std::uint64_t runtime_ns = 0;
  ArrivalKind kind = ArrivalKind::constant;
  std::uint64_t plan_operations = 1000;

  Measured operator()(std::vector<Ticks>* starts = nullptr) const {
    const CpuIndex used = cpus != 0 ? cpus : static_cast<CpuIndex>(workers);
    const MachineProfile machine = small_machine(used);
    Simulated::set_cpu_count(used);
    const CostTable costs;
    const Plan plan = plan_for(workers, plan_operations, kind);
    DriveOptions options;
    if (runtime_ns == 0) options.operations = operations != 0 ? operations : plan_operations;
    options.runtime_ns = runtime_ns;
    options.rate = rate;
    options.verify = false;
    const SimulatedHardware hardware{.profile = machine, .costs = costs};
    ConstantTarget target;
    SimulationReport report;
    const Measured measured = SimulatedDriver<ConstantTarget>(plan, options, hardware, target).run(report).measured;
    if (starts != nullptr) *starts = target.starts;
    return measured;
  }
};

TEST(open_loop, a_schedule_is_kept_to_the_picosecond_over_all_passes) {
  std::vector<Ticks> starts;
  // A gap of 12.5 us over 3.5 passes of the plan.
  const Measured measured = OpenRun{.rate = 80'000, .operations = 3500}(&starts);
  ASSERT_EQ(starts.size(), 3500u);
  for (std::size_t i = 0; i < starts.size(); ++i) ASSERT_EQ(starts[i] - starts[0], ns(12'500) * i) << i;
  EXPECT_EQ(measured.open->times.lag_ns.maximum_ns(), 0u);
  EXPECT_EQ(measured.open->times.late_operations, 0u);
  EXPECT_EQ(measured.elapsed_ns, 3499 * 12'500 + service_ns);
  EXPECT_DOUBLE_EQ(measured.open->offered_per_second, 80'000);
  EXPECT_DOUBLE_EQ(measured.open->achieved_per_second, 80'000);
  EXPECT_FALSE(measured.open->is_saturated());
}

TEST(open_loop, response_is_service_and_lag) {
  // Due every 8 us, done every 10: each operation starts 2 us later than the one before.
  constexpr std::uint64_t count = 1000;
  const Measured measured = OpenRun{.rate = 125'000}();
  const OpenLoopTimes& times = measured.open->times;
  EXPECT_EQ(times.lag_ns.maximum_ns(), 2000 * (count - 1));
  EXPECT_EQ(times.lag_ns.sum_ns(), 2000 * count * (count - 1) / 2);
  EXPECT_EQ(measured.write_ns.minimum_ns(), 10'000u);
  EXPECT_EQ(measured.write_ns.maximum_ns(), 10'000u) << "a closed loop would have said no more than this";
  EXPECT_EQ(times.write_response_ns.minimum_ns(), 10'000u);
  EXPECT_EQ(times.write_response_ns.maximum_ns(), 10'000 + 2000 * (count - 1));
  EXPECT_EQ(times.write_response_ns.sum_ns(), measured.write_ns.sum_ns() + times.lag_ns.sum_ns());
  EXPECT_EQ(times.late_operations, count - 1);
}

TEST(open_loop, more_than_can_be_done_is_saturation_and_less_is_not) {
  const OpenLoop over = OpenRun{.rate = 125'000}().open.value();
  EXPECT_TRUE(over.is_saturated());
  EXPECT_DOUBLE_EQ(over.offered_per_second, 125'000);
  EXPECT_NEAR(over.achieved_per_second, 100'000, 100);
  EXPECT_FALSE(OpenRun{.rate = 99'000}().open->is_saturated());
  const OpenRun random{.rate = 95'000, .kind = ArrivalKind::poisson, .plan_operations = 20'000};
  EXPECT_FALSE(random().open->is_saturated());
}

TEST(open_loop, workers_take_even_turns) {
  std::vector<Ticks> starts;
  const Measured measured = OpenRun{.workers = 4, .rate = 200'000}(&starts);
  std::sort(starts.begin(), starts.end());
  for (std::size_t i = 0; i < starts.size(); ++i) ASSERT_EQ(starts[i] - starts[0], ns(5000) * i) << i;
  EXPECT_EQ(measured.open->times.lag_ns.maximum_ns(), 0u);
}

TEST(open_loop, a_worker_that_waits_leaves_its_cpu_to_others) {
  // Two workers share a CPU, and come to it in turn.
  const Measured measured = OpenRun{.workers = 2, .cpus = 1, .rate = 80'000}();
  EXPECT_EQ(measured.open->times.lag_ns.maximum_ns(), 0u);
}

TEST(open_loop, a_run_limited_by_time_ends_at_that_time) {
  const Measured measured = OpenRun{.rate = 100, .runtime_ns = 55'000'000}();
  EXPECT_EQ(measured.operations, 6u) << "due at 0, 10, ... 50 ms";
  EXPECT_EQ(measured.elapsed_ns, 55e6);
  EXPECT_NEAR(measured.open->offered_per_second, 100, 1e-6) << "of what was due";
}

TEST(open_loop, a_schedule_longer_than_virtual_clocks_is_refused) {
  try {
    OpenRun{.rate = 0.001}();
    ADD_FAILURE();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("--rate"), std::string::npos) << error.what();
  }
}

TEST(open_loop, a_closed_loop_has_none) { EXPECT_FALSE(OpenRun{}().open.has_value()); }

// Cells of constant service times.
class ConstantWorld final : public World {
 public:
  Result run_strategy(const CellTask& task) override {
    const MachineProfile machine = small_machine(task.cell.threads);
    Simulated::set_cpu_count(task.cell.threads);
    const CostTable costs;
    const SimulatedHardware hardware{.profile = machine, .costs = costs};
    ConstantTarget target;
    SimulationReport report;
    Result result;
    result.measured = SimulatedDriver<ConstantTarget>(task.plan, task.drive, hardware, target).run(report).measured;
    rates.push_back(task.drive.rate);
    return result;
  }
  Result run_bare_loop(const CellTask& task) override { return run_strategy(task); }
  void examine(const CellTask&, Result&) override { interrupt_requested = interrupts_when_examined; }

  bool interrupts_when_examined = false;
  std::vector<double> rates;  // of all runs; 0: closed
};

Result run_cell(const Load& load, ArrivalKind kind, const std::string& goal, std::size_t workers, std::uint64_t operations, ConstantWorld& world) {
  Arrival arrival;
  arrival.kind = kind;
  if (!goal.empty()) arrival.goal = parse_rate_goal(goal);
  const Plan plan = plan_for(workers, operations, kind);
  DriveOptions drive;
  drive.operations = operations;
  drive.verify = false;
  const Cell cell{"constant", "none", static_cast<ThreadIndex>(workers), "a load"};
  const CodecState codec;
  return OpenRuns(world, arrival).run({cell, codec, plan, drive}, load);
}

TEST(open_runs, a_share_of_the_capacity_is_of_the_same_cell_as_a_closed_loop) {
  ConstantWorld world;
  const Result result = run_cell({Load::Unit::share_of_capacity, 0.8, ""}, ArrivalKind::constant, "", 2, 1000, world);
  EXPECT_EQ(world.rates.size(), 2u);
  EXPECT_NEAR(result.measured.open->capacity_per_second, 200'000, 1);
  EXPECT_NEAR(result.measured.open->rate, 160'000, 1);
  EXPECT_TRUE(result.warnings.empty());
}

TEST(open_runs, ctrl_c_after_a_run_does_not_make_it_one_that_was_cut_off) {
  ConstantWorld world;
  world.interrupts_when_examined = true;
  const Result whole = run_cell({}, ArrivalKind::closed, "", 1, 1000, world);
  EXPECT_EQ(interrupt_requested, true);
  const Result cut_off = run_cell({}, ArrivalKind::closed, "", 1, 1000, world);
  interrupt_requested = false;
  EXPECT_FALSE(whole.interrupted);
  EXPECT_TRUE(cut_off.interrupted);
}

TEST(open_runs, recorded_times_have_a_speed) {
  ConstantWorld world;
  // Laid out for a million a second.
  const Result result = run_cell({Load::Unit::speed, 0.05, ""}, ArrivalKind::constant, "", 1, 1000, world);
  EXPECT_NEAR(result.measured.open->rate, 50'000, 1e-6);
}

TEST(open_runs, saturation_is_said) {
  ConstantWorld world;
  const Result result = run_cell({Load::Unit::per_second, 300'000, ""}, ArrivalKind::constant, "", 2, 1000, world);
  ASSERT_EQ(result.warnings.size(), 1u);
  EXPECT_NE(result.warnings[0].find("SATURATED"), std::string::npos) << result.warnings[0];
  EXPECT_NE(result.warnings[0].find("a load"), std::string::npos) << result.warnings[0];
}

const Load highest{Load::Unit::highest, 0, ""};

// Arrivals and service both without variation: nobody waits up to a load of 1, everybody above.
TEST(find_max_rate, of_constant_arrivals_is_the_capacity) {
  ConstantWorld world;
  const Result result = run_cell(highest, ArrivalKind::constant, "write p99 < 11us", 1, 5000, world);
  const RateSearch& search = result.rate_search.value();
  EXPECT_TRUE(search.is_confirmed);
  EXPECT_LE(search.rate, 1e9 / service_ns * 1.001);
  EXPECT_GE(search.rate * (1 + rate_precision) * 1.001, 1e9 / service_ns);
  EXPECT_DOUBLE_EQ(result.measured.open->rate, search.rate) << "the row is of the rate that was found";
  EXPECT_EQ(search.goal, "response write p99 < 11us");
}

// A service time is never above the goal, whatever the load; but a saturated run is no success.
TEST(find_max_rate, of_service_times_ends_at_saturation) {
  ConstantWorld world;
  const Result result = run_cell(highest, ArrivalKind::poisson, "service write max < 11us", 1, 50'000, world);
  EXPECT_NEAR(result.rate_search->rate, 1e5, 0.02e5);
}

// Erlang's M/D/1: an operation's wait is at most t < D with probability (1 - load) e^(load t / D).
double load_with(double share, double t_over_service) {
  double low = 0;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double load = (low + high) / 2;
    ((1 - load) * std::exp(load * t_over_service) > share ? low : high) = load;
  }
  return low;
}

TEST(find_max_rate, of_poisson_arrivals_at_constant_service_is_what_erlang_says) {
  for (const auto& [goal, share] : {std::pair{"write p50 < 12us", 0.5}, std::pair{"write p70 < 12us", 0.7}}) {
    ConstantWorld world;
    const Result result = run_cell(highest, ArrivalKind::poisson, goal, 1, 50'000, world);
    const double expected = load_with(share, 0.2) * 1e9 / service_ns;
    EXPECT_NEAR(result.rate_search->rate, expected, 0.03 * expected) << goal;
    EXPECT_TRUE(result.warnings.empty());
  }
}

// Workers with arrivals of their own are queues of their own.
TEST(find_max_rate, of_more_workers_is_as_many_times_as_high) {
  ConstantWorld world;
  const Result result = run_cell(highest, ArrivalKind::poisson, "write p50 < 12us", 4, 100'000, world);
  const double expected = 4 * load_with(0.5, 0.2) * 1e9 / service_ns;
  EXPECT_NEAR(result.rate_search->rate, expected, 0.03 * expected);
}

TEST(find_max_rate, finds_the_same_twice) {
  ConstantWorld one;
  ConstantWorld other;
  const RateSearch first = run_cell(highest, ArrivalKind::poisson, "write p90 < 20us", 2, 10'000, one).rate_search.value();
  const RateSearch second = run_cell(highest, ArrivalKind::poisson, "write p90 < 20us", 2, 10'000, other).rate_search.value();
  EXPECT_EQ(first.rate, second.rate);
  ASSERT_EQ(first.probes.size(), second.probes.size());
  for (std::size_t i = 0; i < first.probes.size(); ++i) EXPECT_EQ(first.probes[i].quantile_ns, second.probes[i].quantile_ns);
  EXPECT_EQ(one.rates, other.rates);
}

TEST(find_max_rate, a_confirmation_sees_other_moments) {
  ConstantWorld world;
  const RateSearch search = run_cell(highest, ArrivalKind::poisson, "write p90 < 20us", 2, 10'000, world).rate_search.value();
  const RateProbe& last = search.probes.back();
  ASSERT_TRUE(last.confirms);
  const auto before = std::ranges::find_if(search.probes, [&](const RateProbe& probe) { return probe.rate == last.rate && !probe.confirms; });
  ASSERT_NE(before, search.probes.end());
  EXPECT_NE(before->achieved_per_second, last.achieved_per_second);
}

TEST(find_max_rate, says_that_no_rate_is_low_enough) {
  ConstantWorld world;
  const Result result = run_cell(highest, ArrivalKind::poisson, "write p50 < 9us", 1, 100, world);
  EXPECT_EQ(result.rate_search->rate, 0);
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_NE(result.warnings[0].find("no rate keeps response write p50 < 9us"), std::string::npos) << result.warnings[0];
}

TEST(find_max_rate, says_that_a_quantile_rests_on_too_few) {
  ConstantWorld world;
  const Result result = run_cell(highest, ArrivalKind::constant, "write p99.9 < 11us", 1, 500, world);
  ASSERT_EQ(result.warnings.size(), 1u);
  EXPECT_NE(result.warnings[0].find("--ops for 10000 or more"), std::string::npos) << result.warnings[0];
}

}  // namespace
}  // namespace zramlab::test
