#include "bench/calibrate/progress_line.h"

#include "engine/platform/host/clock.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace zramlab {

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(const std::string& what, double share) {
  constexpr std::uint64_t interval_ns = 100'000'000;
  const std::uint64_t now_ns = host::clock_ns();
  if (!is_terminal_ || (is_open_ && now_ns - shown_ns_ < interval_ns)) return;
  shown_ns_ = now_ns;
  is_open_ = true;
  fmt::print(stderr, "\r\033[K{}  {:.0f} %", what, share * 100);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (is_open_) fmt::print(stderr, "\r\033[K");
  is_open_ = false;
}

}  // namespace zramlab
