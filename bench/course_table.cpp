#include "bench/course_table.h"

#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string format_preparation(const Result& result) {
  std::string text;
  if (const auto& populated = result.measured.populated) text += fmt::format("not counted: {} slots were filled before each run\n", populated->operations);
  if (const auto& warmed_up = result.measured.warmed_up) text += fmt::format("not counted: {} operations of warm-up before each run\n", warmed_up->operations);
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
  if (!results.empty()) text += format_preparation(results.front());
  return text + format_steadiness(results);
}

}  // namespace zramlab
