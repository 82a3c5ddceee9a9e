#include "bench/explore/command.h"

#include "bench/explore/request.h"
#include "bench/explore/speed.h"
#include "bench/explore/verdict.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

namespace zramlab {

namespace {

// A run by its decisions, shown. Ends with the finding on stdout, and in `timeline` if that is not empty.
void show(const ExploreOptions& options, const MakeScenario& make, const std::vector<Decision>& decisions,
          const std::string& command, const std::string& timeline) {
  StepLog log;
  const VirtualReport report = replay(options, make, decisions, &log);
  print_finding(report, log, command);
  if (!timeline.empty()) write_timeline(log, command, timeline);
}

// False: it is wrong, and how was shown.
bool explore_strategy(const ExploreRequest& request, const ExploredStrategy& strategy, const std::string& timeline) {
  Verdict verdict;
  verdict.strategy = strategy.name;
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  for (const TrafficEntry* const traffic : request.traffics) {
    if (request.traffics.size() > 1 && !traffic->suits(strategy.card)) continue;
    const Subject subject{&strategy, traffic};
    const ExploreOptions options = options_for(request, subject);
    const MakeScenario make = scenario_for(request, subject);
    const ExploreResult result = explore(options, make);
    verdict.add(result, options);
    verdict.seconds = seconds();
    if (!result.failure.failed) continue;
    print_verdict(verdict, false);
    if (result.failure.failure == VirtualFailure::not_repeatable) {
      fmt::print("\n{}\n\n", result.failure.message);
      return false;
    }
    const std::vector<Decision> fewest = shrink(options, make, result.failure);
    show(options, make, fewest, replay_command(request, subject, fewest), timeline);
    return false;
  }
  print_verdict(verdict, true);
  return true;
}

void explore_strategies(const ExploreTexts& texts) {
  const ExploreRequest request = check_request(texts);
  Explored::set_cpu_count(request.options.machine.cpus);
  std::string wrong;
  for (const ExploredStrategy* const strategy : request.strategies) {
    if (!explore_strategy(request, *strategy, texts.timeline)) wrong += fmt::format("{}{}", wrong.empty() ? "" : ", ", strategy->name);
    std::fflush(stdout);
  }
  if (!wrong.empty()) throw InputError(ExitCode::failed, "explore: found a bug in " + wrong);
}

void replay_schedule(const ExploreTexts& texts) {
  const ExploreRequest request = check_request(texts);
  Explored::set_cpu_count(request.options.machine.cpus);
  const Subject subject{request.strategies.front(), request.traffics.front()};
  const std::vector<Decision> decisions = parse_decisions(texts.replay);
  StepLog log;
  const VirtualReport report = replay(options_for(request, subject), scenario_for(request, subject), decisions, &log);
  print_finding(report, log, replay_command(request, subject, decisions));
  if (!texts.timeline.empty()) write_timeline(log, texts.replay, texts.timeline);
  if (report.failed) throw InputError(ExitCode::failed, "explore: this schedule shows a bug");
}

void hunt_all() {
  std::size_t found = 0;
  std::uint64_t schedules = 0;
  std::uint64_t schedules_max = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (const Canary& canary : canaries()) {
    const Hunt result = hunt(canary);
    print_hunt(canary, result);
    std::fflush(stdout);
    found += result.is_found ? 1 : 0;
    schedules += result.schedules;
    schedules_max = std::max(schedules_max, result.schedules);
  }
  fmt::print("canaries: {} found of {} planted; {} schedules, {} for the shyest, of {} allowed each; {:.2f} s\n", found, canaries().size(),
             schedules, schedules_max, search_budget + 2 * pct_budget,
             std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  if (found != canaries().size()) throw InputError(ExitCode::failed, "explore: a planted bug was missed");
}

void show_canary(const ExploreTexts& texts) {
  const Canary& canary = find_by_name(canaries(), texts.canary, "canary");
  const Hunt result = hunt(canary);
  print_hunt(canary, result);
  std::vector<Decision> decisions = texts.replay.empty() ? std::vector<Decision>{} : parse_decisions(texts.replay);
  if (texts.replay.empty() && result.failure.failed) decisions = shrink(result.options, canary.make, result.failure);
  const std::string command = fmt::format("bench explore --canary {} --replay {}", canary.name, to_string(decisions));
  show(result.options, canary.make, decisions, command, texts.timeline);
  if (!result.is_found) throw InputError(ExitCode::failed, "explore: a planted bug was missed");
}

void print_list() {
  fmt::print("traffics:\n");
  for (const TrafficEntry& entry : traffics) fmt::print("  {:<10} {}\n", entry.name, entry.summary);
  fmt::print("canaries:\n");
  for (const Canary& canary : canaries()) fmt::print("  {:<28} {}\n", canary.name, canary.bug);
}

void run(const ExploreTexts& texts) {
  if (texts.list) return print_list();
  if (texts.measures_speed) return print_speed();
  if (texts.all_canaries) return hunt_all();
  if (!texts.canary.empty()) return show_canary(texts);
  if (!texts.replay.empty()) return replay_schedule(texts);
  explore_strategies(texts);
}

}  // namespace

void add_explore_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("explore", "Try every schedule of a strategy within a bound, or random ones");
  const auto texts = std::make_shared<ExploreTexts>();
  add_explore_options(command, *texts);
  command.callback([texts] { run(*texts); });
}

}  // namespace zramlab
