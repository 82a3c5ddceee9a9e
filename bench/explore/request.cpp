#include "bench/explore/request.h"

#include "engine/base/table.h"
#include "strategies/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace zramlab {

namespace {

constexpr ThreadIndex threads_max_option = 8;      // one bit each in a byte of the search's memory
constexpr std::uint32_t operations_max_option = 4; // what History has room for
constexpr std::uint32_t bound_with_a_thread_more = 3;
constexpr std::uint64_t search_schedules_max = 2'000'000;  // some ten seconds
constexpr std::uint64_t random_schedules = 100'000;

// A search of this many threads and operations ends in seconds without a bound; beyond, three preemptions are the bound.
bool is_small(const ExploreTexts& texts) {
  return (texts.threads <= 2 && texts.operations <= 2) || (texts.threads <= 3 && texts.operations == 1);
}

template <class Table, class Add>
void for_each_named(std::string_view option, const Table& table, const std::string& list, std::string_view kind, Add add) {
  if (list == "all") {
    for (const auto& entry : table) add(entry);
    return;
  }
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    const std::string name = list.substr(start, end - start);
    const auto* const entry = find_in(table, name);
    if (entry == nullptr) {
      throw usage_error(fmt::format("{}: no {} is called '{}'; there are: {}", option, kind, name, names_of(table)));
    }
    add(*entry);
    start = end + 1;
  }
}

void check_method(const ExploreTexts& texts, ExploreOptions& options) {
  const bool is_bounded = texts.bound_option != nullptr && texts.bound_option->count() != 0;
  if ((texts.pct_depth != 0) + texts.random + is_bounded > 1) {
    throw usage_error("--bound, --pct and --random are three ways to choose schedules; give one of them");
  }
  options.pct_depth = std::max(texts.pct_depth, 1u);
  options.method = texts.pct_depth != 0 ? ExploreMethod::pct : texts.random ? ExploreMethod::random : ExploreMethod::search;
  options.schedules = texts.schedules;
  if (options.method != ExploreMethod::search) {
    if (options.schedules == 0) options.schedules = random_schedules;
    return;
  }
  if (options.schedules == 0) options.schedules = search_schedules_max;
  if (is_bounded) options.bounds.preemptions = texts.bound;
  if (!is_bounded && !is_small(texts)) options.bounds.preemptions = 3;
}

std::uint32_t surprises_by_default(ThreadIndex threads) { return threads <= 2 ? 1 : 0; }

void check_machine(const ExploreTexts& texts, ExploreOptions& options) {
  ExploredOptions& machine = options.machine;
  machine.cpus = texts.cpus == 0 ? texts.threads : texts.cpus;
  machine.locks_at_once = !texts.true_locks;
  if (texts.memory_model != "weak" && texts.memory_model != "sc") {
    throw usage_error(fmt::format("--memory-model: '{}' is not one of weak, sc", texts.memory_model));
  }
  machine.weak_memory = texts.memory_model == "weak";
  const bool is_given = texts.surprises_option != nullptr && texts.surprises_option->count() != 0;
  options.bounds.surprises = is_given ? texts.surprises : surprises_by_default(texts.threads);
  machine.spurious = options.method != ExploreMethod::search || options.bounds.surprises != 0;
  machine.steps_max = 100'000;
}

}  // namespace

void add_explore_options(CLI::App& command, ExploreTexts& texts) {
  const char* what = "What to explore";
  command.add_option("--strategy", texts.strategies, "strategies, comma-separated, or all (default)")->group(what);
  command.add_option("--traffic", texts.traffics, "what the threads do, comma-separated, or all that suit (default); see --list")->group(what);
  command.add_option("--threads", texts.threads, "threads that write (default 2)")->check(CLI::Range(1u, threads_max_option))->group(what);
  command.add_option("--ops", texts.operations, "operations of each thread (default 2)")->check(CLI::Range(1u, operations_max_option))->group(what);
  command.add_option("--cpus", texts.cpus, "CPUs (default: one for each thread)")->check(CLI::Range(1u, ExploredMachine::cpus_max))->group(what);
  command.add_option("--streams", texts.streams, "streams that strategies share (default: one fewer than threads)")->group(what);
  command.add_option("--slot-lock", texts.slot_lock, "table-rwlock, bit-spinlock or sleeping-bit (default: the strategy's own)")->group(what);
  command.add_flag("--canaries", texts.all_canaries, "the planted bugs, each of which must be found")->group(what);
  command.add_option("--canary", texts.canary, "one planted bug, with its schedule")->group(what);
  command.add_flag("--list", texts.list, "the traffics and the canaries there are")->group(what);
  command.add_flag("--measure-speed", texts.measures_speed, "schedules per second of this machine")->group(what);

  const char* how = "Which schedules";
  texts.bound_option = command.add_option("--bound", texts.bound, "all with at most N preemptions and migrations (default: all, or 3 where those are too many)")->group(how);
  command.add_option("--pct", texts.pct_depth, "random ones by PCT, for bugs of depth N")->check(CLI::Range(1u, 8u))->group(how);
  command.add_flag("--random", texts.random, "a random walk")->group(how);
  command.add_option("--schedules", texts.schedules, "how many at most, for each strategy and traffic (default 100,000, or 2,000,000 of a search)")->group(how);
  texts.surprises_option = command.add_option("--surprises", texts.surprises, "of a search: stale loads, spurious wake-ups and failures in one schedule (default 1, or 0 from 3 threads on)")->group(how);
  command.add_option("--seed", texts.seed, "of the first random schedule (default 0)")->group(how);
  command.add_option("--memory-model", texts.memory_model, "weak (default) or sc: whether loads may be stale")->group(how);
  command.add_flag("--all-visible", texts.all_visible, "the pool and the counters take steps too; for --pct and --random")->group(how);
  command.add_flag("--true-locks", texts.true_locks, "locks as they are, not as one step")->group(how);

  const char* failure = "A failure again";
  command.add_option("--replay", texts.replay, "the schedule that a failure printed")->group(failure);
  command.add_option("--timeline", texts.timeline, "write the failing run to FILE as JSON, for ui.perfetto.dev")->type_name("FILE")->group(failure);
}

ExploreRequest check_request(const ExploreTexts& texts) {
  ExploreRequest request;
  for_each_named("--strategy", strategies<Explored>, texts.strategies, "strategy",
                 [&](const ExploredStrategy& entry) { request.strategies.push_back(&entry); });
  for_each_named("--traffic", traffics, texts.traffics, "traffic",
                 [&](const TrafficEntry& entry) { request.traffics.push_back(&entry); });
  check_method(texts, request.options);
  check_machine(texts, request.options);
  request.options.seed = texts.seed;
  if (texts.all_visible && request.options.method == ExploreMethod::search && texts.replay.empty()) {
    throw usage_error("--all-visible: a search has no end with the pool's steps in it; use --pct or --random");
  }
  request.scenario.threads = texts.threads;
  request.scenario.operations = texts.operations;
  request.scenario.streams = texts.streams != 0 ? texts.streams : std::max(texts.threads, 2u) - 1;
  request.scenario.all_visible = texts.all_visible;
  if (!texts.slot_lock.empty()) {
    for_each_named("--slot-lock", slot_locks, texts.slot_lock, "slot lock",
                   [&](const SlotLockEntry& entry) { request.scenario.slot_lock = entry.kind; });
  }
  if (texts.timeline.ends_with(".fxt")) throw usage_error("--timeline: an explored schedule is written as JSON; call the file .json");
  if (!texts.replay.empty() && (request.strategies.size() != 1 || request.traffics.size() != 1)) {
    throw usage_error("--replay: a schedule is of one strategy and one traffic; give --strategy and --traffic");
  }
  return request;
}

ExploreOptions options_for(const ExploreRequest& request, const Subject& subject) {
  ExploreOptions options = request.options;
  options.machine.faults = subject.traffic->faults;
  if (subject.traffic->adds_thread) options.bounds.preemptions = std::min(options.bounds.preemptions, bound_with_a_thread_more);
  if (options.machine.faults != 0) {
    options.bounds.surprises = std::max(options.bounds.surprises, 1u);
    options.shares.fault_share.fill(0.1);
  }
  return options;
}

MakeScenario scenario_for(const ExploreRequest& request, const Subject& subject) {
  DeviceScenarioOptions scenario = request.scenario;
  scenario.traffic = subject.traffic->traffic;
  scenario.faults = subject.traffic->faults;
  return [scenario, strategy = subject.strategy] { return std::make_unique<DeviceScenario>(*strategy, scenario); };
}

std::string replay_command(const ExploreRequest& request, const Subject& subject, const std::vector<Decision>& decisions) {
  const DeviceScenarioOptions& scenario = request.scenario;
  std::string line = fmt::format("bench explore --strategy {} --traffic {} --threads {} --ops {} --cpus {} --streams {}", subject.strategy->name,
                                 subject.traffic->name, scenario.threads, scenario.operations, request.options.machine.cpus, scenario.streams);
  if (scenario.slot_lock) line += fmt::format(" --slot-lock {}", to_string(*scenario.slot_lock));
  if (!request.options.machine.weak_memory) line += " --memory-model sc";
  // A replay has no method, so it would not ask for surprises by the number of threads that does without.
  if (request.options.machine.spurious != (surprises_by_default(scenario.threads) != 0)) {
    line += fmt::format(" --surprises {}", request.options.machine.spurious ? 1 : 0);
  }
  if (scenario.all_visible) line += " --all-visible";
  if (!request.options.machine.locks_at_once) line += " --true-locks";
  return line + " --replay " + to_string(decisions);
}

}  // namespace zramlab
