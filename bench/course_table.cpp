#include "bench/course_table.h"

#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace zramlab {

namespace {

std::string format_phases(const Result& result) {
  std::string text = fmt::format("\nphases of {}, {}, {} threads\n{:<24}{:>8} {:>11} {:>9} {:>11} {:>10} {:>10} {:>10}\n", result.cell.strategy,
                                 result.cell.codec, result.cell.threads, "phase", "threads", "operations", "failed", "pages/s", "time",
                                 "write p50", "p99");
  for (const PhaseResult& phase : result.measured.phases) {
    text += fmt::format("{:<24}{:>8} {:>11} {:>9} {:>11.0f} {:>10} {:>10} {:>10}\n", phase.label, phase.workers, phase.operations,
                        phase.failed_operations, phase.items_per_second(), format_ns(phase.elapsed_ns),
                        format_ns(static_cast<double>(phase.write_ns_p50)), format_ns(static_cast<double>(phase.write_ns_p99)));
  }
  return text;
}

// "5000", or "4210 to 5180" where a time was given and not a number.
std::string format_operations(std::span<const Result> results, std::optional<Preparation> Measured::*preparation) {
  std::vector<std::uint64_t> operations;
  for (const Result& result : results) {
    if (const auto& prepared = result.measured.*preparation) operations.push_back(prepared->operations);
  }
  if (operations.empty()) return "";
  const auto [least, most] = std::ranges::minmax(operations);
  return least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
}

std::string format_preparation(std::span<const Result> results) {
  std::string text;
  const std::string populated = format_operations(results, &Measured::populated);
  const std::string warmed_up = format_operations(results, &Measured::warmed_up);
  if (!populated.empty()) text += fmt::format("not counted: {} slots were filled before each run\n", populated);
  if (!warmed_up.empty()) text += fmt::format("not counted: {} operations of warm-up before each run\n", warmed_up);
  return text;
}

// How many of the judged runs were steady.
std::string format_steadiness(std::span<const Result> results) {
  const auto judged = std::count_if(results.begin(), results.end(), [](const Result& result) { return result.steady_state.is_judged; });
  const auto attained = std::count_if(results.begin(), results.end(), [](const Result& result) { return result.steady_state.attained; });
  return judged == 0 ? "" : fmt::format("steady state (--steady-state): reached in {} of {} runs that were long enough to tell\n", attained, judged);
}

}  // namespace

std::string format_course(std::span<const Result> results) {
  std::string text;
  for (const Result& result : results) {
    if (result.repetition == 0 && !result.measured.phases.empty()) text += format_phases(result);
  }
  return text + format_preparation(results) + format_steadiness(results);
}

}  // namespace zramlab
