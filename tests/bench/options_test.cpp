// The command line's words, and what is said of the wrong ones.
#include "tests/bench/option_words.h"

#include "engine/platform/host/cpu.h"
#include "engine/platform/host/host.h"
#include "strategies/table.h"

#include <algorithm>

namespace zramlab::test {
namespace {

TEST(options, without_words_run_every_strategy_on_the_gxx_capture) {
  const RunOptions options = options_of({});
  EXPECT_EQ(options.strategies.size(), strategies<Host>.size());
  EXPECT_EQ(options.codecs, Words{"lz4"});
  EXPECT_EQ(options.threads, std::vector<ThreadIndex>{static_cast<ThreadIndex>(host::allowed_cpus().size())});
  EXPECT_EQ(options.cpus, host::allowed_cpus());
  EXPECT_TRUE(options.trace.ends_with("gxx.ztrace"));
  EXPECT_TRUE(options.workload.empty());
  EXPECT_EQ(options.order, ReplayOrder::strict);
  EXPECT_FALSE(options.operations);
  EXPECT_FALSE(options.runtime_ns);
  EXPECT_EQ(options.era_name, "newest");
  EXPECT_TRUE(options.verify);
  EXPECT_TRUE(options.latency);
}

TEST(options, strategies_come_once_and_in_the_order_given) {
  EXPECT_EQ(options_of({"--strategy", "per-cpu,idle-list,per-cpu"}).strategies, (Words{"per-cpu", "idle-list"}));
  const Words all = options_of({"--strategy", "per-thread,all"}).strategies;
  EXPECT_EQ(all.size(), strategies<Host>.size());
  EXPECT_EQ(all.front(), "per-thread");
}

TEST(options, of_all_strategies_a_simulated_machine_leaves_out_those_that_would_sleep_under_the_slot_lock) {
  const RunOptions of_old = options_of({"--on", "laptop-4", "--era", "4.7"});
  EXPECT_FALSE(of_old.left_out.empty());
  EXPECT_EQ(of_old.strategies.size() + of_old.left_out.size(), strategies<Host>.size());
  for (const auto& entry : strategies<Host>) {
    EXPECT_EQ(std::ranges::count(of_old.strategies, entry.name), entry.card.reads_sleep ? 0 : 1) << entry.name;
  }
  EXPECT_EQ(std::ranges::count(options_of({"--on", "laptop-4", "--era", "4.7", "--strategy", "all,hybrid"}).strategies, "hybrid"), 1) << "who is named runs";
  EXPECT_TRUE(options_of({"--on", "laptop-4"}).left_out.empty());
  EXPECT_TRUE(options_of({"--era", "4.7"}).left_out.empty()) << "real threads only warn";
}

TEST(options, what_only_other_places_have_is_refused) {
  EXPECT_NE(refusal_of({"--hot-places"}).find("--hot-places"), std::string::npos);
  EXPECT_NE(refusal_of({"--on", "laptop-4", "--io", "pwrite"}).find("--io"), std::string::npos);
}

TEST(options, the_bare_loop_may_be_named_and_runs_anyway) {
  EXPECT_EQ(options_of({"--strategy", "bare-loop,per-cpu"}).strategies, Words{"per-cpu"});
  EXPECT_TRUE(options_of({"--strategy", "bare-loop"}).strategies.empty());
}

TEST(options, threads_are_lists_and_ranges) {
  EXPECT_EQ(options_of({"--threads", "1,2,4"}).threads, (std::vector<ThreadIndex>{1, 2, 4}));
  EXPECT_EQ(options_of({"--threads", "1-4"}).threads, (std::vector<ThreadIndex>{1, 2, 3, 4}));
  EXPECT_EQ(options_of({"--threads", "8,2-3,3,256"}).threads, (std::vector<ThreadIndex>{8, 2, 3, 256}));
}

TEST(options, a_codecs_parameters_stay_with_it) {
  EXPECT_EQ(options_of({"--codec", "lz4,zstd:level=3,lz4"}).codecs, (Words{"lz4", "zstd:level=3"}));
}

TEST(options, lengths_are_counts_and_times) {
  EXPECT_EQ(options_of({"--ops", "20k"}).operations, 20'000u);
  EXPECT_EQ(options_of({"--runtime", "300ms"}).runtime_ns, 300'000'000u);
  EXPECT_EQ(options_of({"--loops", "3"}).loops, 3u);
}

TEST(options, a_warmup_is_operations_or_time) {
  EXPECT_EQ(options_of({"--warmup", "5000"}).warmup_operations, 5000u);
  EXPECT_EQ(options_of({"--warmup", "5k"}).warmup_operations, 5000u);
  EXPECT_EQ(options_of({"--warmup", "2s"}).warmup_ns, 2'000'000'000u);
  EXPECT_EQ(options_of({"--warmup", "250ms"}).warmup_ns, 250'000'000u);
  EXPECT_EQ(options_of({"--warmup", "250ms"}).warmup_operations, 0u);
  EXPECT_EQ(options_of({"--warmup", "1h"}).warmup_ns, 3'600'000'000'000u);
}

TEST(options, a_workload_takes_its_pages_from_the_default_trace_and_keeps_no_order) {
  const RunOptions options = options_of({"--workload", "overwrite:slots=4"});
  EXPECT_EQ(options.workload, "overwrite:slots=4");
  EXPECT_EQ(options.order, ReplayOrder::none);
  EXPECT_TRUE(options.trace.ends_with("gxx.ztrace"));
}

TEST(options, an_era_brings_its_slot_lock_unless_one_is_named) {
  EXPECT_FALSE(options_of({}).slot_lock) << "each strategy's own";
  EXPECT_EQ(options_of({"--era", "3.15"}).slot_lock, SlotLockKind::table_rwlock);
  EXPECT_EQ(options_of({"--era", "6.1"}).slot_lock, SlotLockKind::bit_spinlock);
  EXPECT_EQ(options_of({"--era", "3.15", "--slot-lock", "sleeping-bit"}).slot_lock, SlotLockKind::sleeping_bit);
}

TEST(options, the_chain_size_overrides_the_eras) {
  EXPECT_EQ(options_of({"--era", "6.1"}).era.pool.chain_size, 4u);
  EXPECT_EQ(options_of({"--era", "6.1", "--chain-size", "16"}).era.pool.chain_size, 16u);
}

TEST(options, recorded_times_are_kept_at_a_speed) {
  const Load recorded = options_of({"--arrival", "trace"}).arrival.loads.at(0);
  EXPECT_EQ(recorded.unit, Load::Unit::speed);
  EXPECT_EQ(recorded.value, 1);
  EXPECT_EQ(options_of({"--speed", "4.5"}).arrival.kind, ArrivalKind::trace);
  EXPECT_EQ(options_of({"--speed", "4.5"}).arrival.loads.at(0).value, 4.5);
}

TEST(options, loops_are_closed_unless_something_arrives) {
  const Arrival arrival = options_of({}).arrival;
  EXPECT_EQ(arrival.kind, ArrivalKind::closed);
  ASSERT_EQ(arrival.loads.size(), 1u);
  EXPECT_EQ(arrival.loads[0].unit, Load::Unit::closed);
  EXPECT_EQ(arrival.loads[0].name, "") << "names of results stay as they are";
}

TEST(options, rates_are_numbers_or_shares_of_the_capacity) {
  const std::vector<Load> loads = options_of({"--arrival", "poisson", "--rate", "50k,1.5M,80%,99.5%"}).arrival.loads;
  ASSERT_EQ(loads.size(), 4u);
  EXPECT_EQ(loads[0].unit, Load::Unit::per_second);
  EXPECT_EQ(loads[0].value, 50'000);
  EXPECT_EQ(loads[1].value, 1'500'000);
  EXPECT_EQ(loads[2].unit, Load::Unit::share_of_capacity);
  EXPECT_EQ(loads[2].value, 0.8);
  EXPECT_EQ(loads[2].name, "arrival:poisson/rate:80%");
  EXPECT_EQ(loads[3].value, 0.995);
  EXPECT_EQ(options_of({"--arrival", "constant", "--rate", "80%,50k,80%"}).arrival.loads.size(), 2u);
}

TEST(options, a_recorded_schedule_may_be_stretched_to_a_rate) {
  const Arrival arrival = options_of({"--arrival", "trace", "--rate", "50k"}).arrival;
  EXPECT_EQ(arrival.kind, ArrivalKind::trace);
  EXPECT_EQ(arrival.loads.at(0).unit, Load::Unit::per_second);
}

TEST(options, a_search_for_the_highest_rate_is_for_poisson_arrivals_unless_others_are_asked_for) {
  const Arrival arrival = options_of({"--find-max-rate", "write p99 < 200us"}).arrival;
  EXPECT_EQ(arrival.kind, ArrivalKind::poisson);
  EXPECT_EQ(arrival.loads.at(0).unit, Load::Unit::highest);
  EXPECT_EQ(arrival.goal.value().limit_ns, 200'000u);
  EXPECT_EQ(options_of({"--find-max-rate", "write p99 < 200us", "--arrival", "constant"}).arrival.kind, ArrivalKind::constant);
}

TEST(options, records_are_dealt_out_as_the_arrivals_want_it) {
  EXPECT_EQ(options_of({}).mapping, WorkerMapping::round_robin);
  EXPECT_EQ(options_of({"--arrival", "trace"}).mapping, WorkerMapping::round_robin);
  EXPECT_EQ(options_of({"--arrival", "constant", "--rate", "1k"}).mapping, WorkerMapping::single);
  EXPECT_EQ(options_of({"--arrival", "poisson", "--rate", "1k"}).mapping, WorkerMapping::random);
  EXPECT_EQ(options_of({"--arrival", "poisson", "--rate", "1k", "--map", "thread"}).mapping, WorkerMapping::recorded_thread);
}

TEST(options, switches_can_be_turned_off) {
  EXPECT_FALSE(options_of({"--no-verify"}).verify);
  EXPECT_FALSE(options_of({"--no-latency"}).latency);
  EXPECT_TRUE(options_of({"--quiet"}).quiet);
  EXPECT_TRUE(options_of({"--dry-run"}).dry_run);
}

const std::vector<Refused> refusals{
    {{"--strategy", "lifo"}, "--strategy", "idle-list"},
    {{"--strategy", ""}, "--strategy", "idle-list"},
    {{"--strategy", "per-cpu,,idle-list"}, "--strategy", "idle-list"},
    {{"--threads", "0"}, "--threads", "1 to 256"},
    {{"--threads", "257"}, "--threads", "1 to 256"},
    {{"--threads", "two"}, "--threads", "'two'"},
    {{"--threads", "1,,2"}, "--threads", "''"},
    {{"--threads", "2-"}, "--threads", "''"},
    {{"--threads", "4x"}, "--threads", "'4x'"},
    {{"--threads", "99999999999"}, "--threads", "1 to 256"},
    {{"--threads", "8-1"}, "--threads", "smaller number first"},
    {{"--codec", "lz5"}, "--codec", "lz4"},
    {{"--codec", "zstd:level=x"}, "--codec", "level"},
    {{"--codec", "zstd:depth=1"}, "--codec", "depth"},
    {{"--codec", "zstd:level"}, "--codec", "level"},
    {{"--order", "sorted"}, "--order", "strict, relaxed, none"},
    {{"--workload", "overwrite", "--order", "strict"}, "--order", "no recorded order"},
    {{"--workload", "overwrite", "--trace", "gxx"}, "--workload", "--trace"},
    {{"--map", "alphabetical"}, "--map", "round-robin, thread, cpu"},
    {{"--ops", "0"}, "--ops", "nothing"},
    {{"--ops", "many"}, "--ops", "20k"},
    {{"--ops", "-5"}, "--ops", "20k"},
    {{"--ops", "1000", "--runtime", "1s"}, "--ops", "--runtime"},
    {{"--runtime", "soon"}, "--runtime", "500ms"},
    {{"--runtime", "0"}, "--runtime", "nothing"},
    {{"--loops", "0"}, "--loops", "1"},
    {{"--loops", "3", "--ops", "10"}, "--loops", "--ops"},
    {{"--loops", "3", "--runtime", "1s"}, "--loops", "--runtime"},
    {{"--warmup", "a while"}, "--warmup", "20k"},
    {{"--warmup", "2m"}, "--warmup", "minutes or millions"},
    {{"--warmup", "lots"}, "--warmup", "500ms"},
    {{"--repetitions", "0"}, "--repetitions", "1"},
    {{"--seed", "x"}, "--seed", "x"},
    {{"--streams", "0"}, "--streams", "4096"},
    {{"--disksize", "big"}, "--disksize", "64M"},
    {{"--mem-limit", "-1"}, "--mem-limit", "64M"},
    {{"--era", "2.6"}, "--era", "6.1"},
    {{"--era", "6"}, "--era", "newest"},
    {{"--chain-size", "3"}, "--chain-size", "4 to 16"},
    {{"--chain-size", "17"}, "--chain-size", "4 to 16"},
    {{"--slot-lock", "padlock"}, "--slot-lock", "bit-spinlock"},
    {{"--pool-lock", "padlock"}, "--pool-lock", "class"},
    {{"--allocation-failures", "1.5"}, "--allocation-failures", "1"},
    {{"--arrival", "late"}, "--arrival", "closed, constant, poisson, trace"},
    {{"--arrival", "poisson"}, "--arrival poisson", "--rate 50k"},
    {{"--arrival", "constant"}, "--arrival constant", "--rate 80%"},
    {{"--rate", "50k"}, "--rate", "--arrival constant, poisson or trace"},
    {{"--arrival", "closed", "--rate", "50k"}, "--rate", "closed loop"},
    {{"--arrival", "closed", "--find-max-rate", "write p99 < 1ms"}, "--find-max-rate", "closed loop"},
    {{"--arrival", "poisson", "--rate", "0"}, "--rate", "1 to 1G"},
    {{"--arrival", "poisson", "--rate", "2G"}, "--rate", "1 to 1G"},
    {{"--arrival", "poisson", "--rate", "quick"}, "--rate", "20k"},
    {{"--arrival", "poisson", "--rate", "50k,"}, "--rate", "20k"},
    {{"--arrival", "poisson", "--rate", "0%"}, "--rate", "80%"},
    {{"--arrival", "poisson", "--rate", "%"}, "--rate", "80%"},
    {{"--arrival", "poisson", "--rate", "5000%"}, "--rate", "1000%"},
    {{"--arrival", "poisson", "--speed", "2"}, "--speed", "--rate N"},
    {{"--arrival", "trace", "--rate", "50k", "--speed", "2"}, "--rate", "--speed"},
    {{"--rate", "50k", "--find-max-rate", "write p99 < 1ms"}, "--rate", "--find-max-rate"},
    {{"--find-max-rate", "write p99 < 1ms", "--runtime", "1s"}, "--find-max-rate", "--ops"},
    {{"--find-max-rate", "write p99 < 1ms", "--no-latency"}, "--find-max-rate", "--latency"},
    {{"--find-max-rate", "write p99"}, "--find-max-rate", "column 10"},
    {{"--on", "laptop-4", "--strategy", "per-cpu", "--threads", "2", "--timeline", "t.json", "--find-max-rate", "write p99 < 1ms"}, "--timeline", "--rate"},
    {{"--speed", "0"}, "--speed", "0"},
    {{"--speed", "-2"}, "--speed", "-2"},
    {{"--cpus", "none"}, "--cpus", "0-3,6"},
    {{"--cpus", "1-"}, "--cpus", "0-3,6"},
    {{"--cpus", "1023"}, "--cpus", "1023"},
    {{"--cpus", "3-0"}, "--cpus", "0-3,6"},
    {{"--sample-steps", "0"}, "--sample-steps", "1"},
    {{"--progress", "sometimes"}, "--progress", "auto, always, never"},
    {{"--on", "mars"}, "--on", "host"},
};

TEST(options, every_refusal_names_its_option_and_says_what_would_do) {
  for (const Refused& refused : refusals) {
    const std::string message = refusal_of(refused.words);
    EXPECT_NE(message.find(refused.named), std::string::npos) << joined(refused.words) << ": " << message;
    EXPECT_NE(message.find(refused.told), std::string::npos) << joined(refused.words) << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << joined(refused.words) << ": " << message;
  }
}

TEST(options, a_missing_trace_is_bad_input) {
  try {
    options_of({"--trace", "no-such-file.ztrace"});
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    EXPECT_NE(std::string(error.what()).find("--trace"), std::string::npos) << error.what();
  }
}

TEST(options, cpus_are_lists_and_ranges_of_those_this_process_may_use) {
  const std::vector<CpuIndex> allowed = host::allowed_cpus();
  const std::string first = std::to_string(allowed.front());
  EXPECT_EQ(options_of({"--cpus", first}).cpus, std::vector<CpuIndex>{allowed.front()});
  EXPECT_EQ(options_of({"--cpus", first + "," + first + "-" + first}).cpus, std::vector<CpuIndex>{allowed.front()});
}

}  // namespace
}  // namespace zramlab::test
