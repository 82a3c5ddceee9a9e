// The kernel's own zram as one more contender on this host, beside the host's strategies.
#pragma once

#include "bench/host_world.h"
#include "bench/kernel/kernel_version.h"
#include "bench/kernel/page_io.h"
#include "bench/kernel/zram_device.h"

#include <memory>
#include <vector>

namespace zramlab {

// 1. Each run has a device of its own, added for it and removed after it.
// 2. Strategies of ours, and the bare loop, run as they do on the host.
class KernelRuns final : public World {
 public:
  // Offers to remove what earlier runs left, and sees to it that the kernel has all that was asked for: a run of hours must not find out
  // at its end. A dry run asks nothing.
  // THROWS InputError (bad_input) that says what is missing and what to run.
  explicit KernelRuns(const RunOptions& options);

  Result run_strategy(const CellTask& task) override;
  Result run_bare_loop(const CellTask& task) override { return host_.run_bare_loop(task); }

 private:
  using PageIos = std::vector<std::unique_ptr<PageIo>>;

  void check_kernel() const;
  [[nodiscard]] ZramOptions zram_options(const CellTask& task) const;
  [[nodiscard]] PageIos make_ios(const ZramDevice& device, std::size_t count) const;
  Result run_kernel(const CellTask& task);
  Result drive(const CellTask& task, const ZramDevice& device, const PageIos& ios) const;
  [[nodiscard]] DeviceReport report_of(const CellTask& task, const ZramDevice& device) const;
  [[nodiscard]] KernelReport describe(const ZramOptions& zram) const;

  const RunOptions& options_;
  HostRuns host_;
  const KernelVersion version_ = running_kernel();
};

}  // namespace zramlab
