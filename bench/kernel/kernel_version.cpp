#include "bench/kernel/kernel_version.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <array>
#include <charconv>

namespace zramlab {

namespace {

struct Change {
  unsigned major;
  unsigned minor;
  std::string_view strategy;  // since that version
};

// The newest first. 3.15 to 4.6 have one stream behind a mutex unless max_comp_streams was raised, which nobody does for a fresh device.
// 6.0 took back what 5.19 had changed.
constexpr std::array<Change, 6> changes{{
    {6, 15, "per-cpu-sleepable"},
    {6, 0, "per-cpu"},
    {5, 19, "per-cpu-no-fallback"},
    {4, 7, "per-cpu"},
    {3, 15, "single-stream"},
    {3, 14, "global-mutex"},
}};

}  // namespace

std::string KernelVersion::name() const { return fmt::format("{}.{}", major, minor); }

KernelVersion kernel_version_of(std::string_view release) {
  KernelVersion version;
  version.release = release;
  const char* const end = release.data() + release.size();
  const auto [dot, error] = std::from_chars(release.data(), end, version.major);
  if (error == std::errc{} && dot != end && *dot == '.') std::from_chars(dot + 1, end, version.minor);
  return version;
}

KernelVersion running_kernel() {
  utsname name{};
  uname(&name);
  return kernel_version_of(name.release);
}

std::string_view strategy_of_kernel(const KernelVersion& version) {
  for (const Change& change : changes) {
    if (version.at_least(change.major, change.minor)) return change.strategy;
  }
  return "unknown";
}

}  // namespace zramlab
