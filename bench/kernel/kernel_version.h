// The running kernel, and which strategy its zram has.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

struct KernelVersion {
  unsigned major = 0;
  unsigned minor = 0;
  std::string release;  // "6.18.44-cloud-amd64", as uname says it

  [[nodiscard]] constexpr bool at_least(unsigned other_major, unsigned other_minor) const {
    return major != other_major ? major > other_major : minor >= other_minor;
  }
  [[nodiscard]] std::string name() const;  // "6.18"
};

// Of a release as uname says it; 0.0 of one that does not begin with two numbers.
KernelVersion kernel_version_of(std::string_view release);

KernelVersion running_kernel();

// The strategy, by its name in `bench list strategies`, that zram has in this version (the history of zram's write path: reference,
// section 1); "unknown" before 3.14.
std::string_view strategy_of_kernel(const KernelVersion& version);

}  // namespace zramlab
