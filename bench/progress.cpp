#include "bench/progress.h"

#include "engine/platform/host/clock.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace zramlab {

Progress::Progress(ShowProgress show, std::optional<std::uint64_t> operations_of_a_run)
    : shown_(show == ShowProgress::always || (show == ShowProgress::automatic && isatty(STDERR_FILENO) != 0)),
      is_terminal_(isatty(STDERR_FILENO) != 0),
      operations_of_a_run_(operations_of_a_run),
      started_ns_(host::clock_ns()) {}

Progress::~Progress() {
  if (line_open_) fmt::print(stderr, "\r\033[K");
}

void Progress::update(const PlannedRun& run, std::size_t done, std::size_t total, std::uint64_t operations) {
  if (!shown_) return;
  const std::uint64_t now_ns = host::clock_ns();
  const bool is_new = done != last_done_;
  if (is_new) run_started_ns_ = now_ns;
  last_done_ = done;
  if (!is_terminal_ && !is_new) return;

  const double run_seconds = static_cast<double>(now_ns - run_started_ns_) / 1e9;
  const double rate = run_seconds > 0.05 ? static_cast<double>(operations) / run_seconds : 0;
  const double within = operations_of_a_run_ && *operations_of_a_run_ > 0
                            ? std::min(1.0, static_cast<double>(operations) / static_cast<double>(*operations_of_a_run_))
                            : 0;
  const double share = (static_cast<double>(done) + within) / static_cast<double>(total);
  const double elapsed = static_cast<double>(now_ns - started_ns_) / 1e9;
  const std::string rate_text = rate > 0 ? fmt::format("  {:.0f}k pages/s", rate / 1e3) : "";
  std::string eta;
  if (share > 0.02) {
    const auto left = static_cast<unsigned>(elapsed / share * (1 - share) + 0.5);
    eta = fmt::format("  eta {}:{:02}", left / 60, left % 60);
  }
  fmt::print(stderr, "{}[{}/{}] {} {} {} thread{}{}{}{}", is_terminal_ ? "\r\033[K" : "", done + 1, total,
             run.cell.strategy, run.cell.codec, run.cell.threads, run.cell.threads == 1 ? "" : "s", rate_text, eta,
             is_terminal_ ? "" : "\n");
  std::fflush(stderr);
  line_open_ = is_terminal_;
}

}  // namespace zramlab
