#include "bench/explore/verdict.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace zramlab {

namespace {

// 1234567 as 1,234,567.
std::string grouped(std::uint64_t number) {
  return number < 1000 ? fmt::format("{}", number) : fmt::format("{},{:03}", grouped(number / 1000), number % 1000);
}

std::string plural(std::uint64_t count, const char* what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

}  // namespace

std::string how(const ExploreOptions& options) {
  const char* const memory = options.machine.weak_memory ? "weak memory" : "sequentially consistent only";
  switch (options.method) {
    case ExploreMethod::pct: return fmt::format("PCT of depth {}, {}", options.pct_depth, memory);
    case ExploreMethod::random: return fmt::format("random walk, {}", memory);
    case ExploreMethod::search: break;
  }
  std::string text = options.bounds.preemptions == SearchBounds::unbounded
                         ? "every schedule"
                         : fmt::format("at most {}", plural(options.bounds.preemptions, "preemption"));
  const bool is_stale = options.machine.weak_memory && options.bounds.surprises != 0;
  text += fmt::format(", {}, {}", plural(options.bounds.surprises, "surprise"), is_stale ? "weak memory" : "sequentially consistent only");
  return text;
}

void print_verdict(const Verdict& verdict, bool is_right) {
  const bool is_search = verdict.options.method == ExploreMethod::search;
  const char* const end = !is_search ? "" : verdict.is_exhausted && is_right ? ", exhausted" : ", not exhausted";
  const double steps_each = verdict.schedules == 0 ? 0 : static_cast<double>(verdict.steps) / static_cast<double>(verdict.schedules);
  fmt::print("{:<20} {:<5} {:>12} schedules{}, {:.1f} steps each, {:.2f} s; {}{}\n", verdict.strategy, is_right ? "right" : "WRONG",
             grouped(verdict.schedules), end, steps_each, verdict.seconds, how(verdict.options),
             is_search && verdict.has_tighter_bound ? " (with a thread more: at most 3 preemptions)" : "");
}

void print_finding(const VirtualReport& failure, const StepLog& log, const std::string& command) {
  const std::string what = failure.failed ? fmt::format("{}: {}", to_string(failure.failure), failure.message) : "nothing is wrong in this schedule";
  fmt::print("\n{}\n\n{}\nreplay: {}\n\n", what, log.text(), command);
}

void print_hunt(const Canary& canary, const Hunt& hunt) {
  const bool is_failure = hunt.failure.failed;
  const std::string what = !is_failure ? "nothing"
                                       : fmt::format("{} after {} {}", to_string(hunt.failure.failure), grouped(hunt.schedules),
                                                     hunt.schedules == 1 ? "schedule" : "schedules");
  fmt::print("{:<6} {:<28} {:<40} {}\n", hunt.is_found ? "found" : "MISSED", canary.name, what, canary.bug);
}

void write_timeline(const StepLog& log, const std::string& title, const std::string& file) {
  std::ofstream out(file);
  out << log.chrome_trace(title) << std::flush;
  if (!out) throw InputError(ExitCode::failed, fmt::format("--timeline: cannot write {}: {}", file, std::strerror(errno)));
}

}  // namespace zramlab
