// What the driver drives: a device, or the bare loop.
#pragma once

#include "bench/prepared_pages.h"
#include "engine/device/device.h"
#include "workloads/plan.h"

#include <cstring>
#include <vector>

namespace zramlab {

template <Platform P>
class DeviceTarget {
 public:
  explicit DeviceTarget(Device<P>& device) : device_(device) {}

  Outcome write(const PlannedOperation& operation, PageView page, StepTimes* times) {
    return device_.write(operation.slot, PageContent{page, operation.content}, times);
  }
  Outcome write_partial(const PlannedOperation& operation, PageView page, StepTimes* times) {
    return device_.write_partial(operation.slot, operation.offset, page.subspan(operation.offset, operation.length), times);
  }
  Outcome read(const PlannedOperation& operation, PageSpan page) { return device_.read(operation.slot, page); }
  Outcome discard(SlotIndex slot) { return device_.discard(std::uint64_t{slot} * page_bytes, page_bytes); }
  void settle() { device_.settle(); }
  bool switch_cpu(CpuIndex cpu, bool is_online) {
    if (is_online) return device_.strategy().cpu_online(cpu) == Outcome::ok;
    device_.strategy().cpu_offline(cpu);
    return true;
  }

 private:
  Device<P>& device_;
};

// The limit for the host world: a write compresses the page and copies the result away, a read decompresses what the page
// had been compressed to before the run. No slots, no pool, no locks; one object for each worker. Same-filled
// pages, which no strategy compresses, cost nothing here.
//
// "Away" is a ring as large as the pool would be, because a copy that stays in the L1 cache is not the copy that has to be made.
class BareLoop {
 public:
  BareLoop(const PreparedPages& prepared, const Codec& codec, std::size_t away_bytes)
      : prepared_(prepared), backend_(codec.create()), away_(away_bytes + stream_buffer_bytes) {}

  Outcome write(const PlannedOperation& operation, PageView page, StepTimes*) {
    if (prepared_.is_same_filled(operation.content)) return Outcome::ok;
    std::size_t length = 0;
    if (const Outcome outcome = backend_->compress(page, buffer_, length); outcome != Outcome::ok) return outcome;
    // A page that is stored raw is copied raw.
    const std::size_t stored = length >= prepared_.huge_threshold() ? page_bytes : length;
    std::memcpy(&away_[next_], stored == page_bytes ? page.data() : buffer_.data(), stored);
    next_ = next_ + stored < away_.size() - stream_buffer_bytes ? next_ + stored : 0;
    return Outcome::ok;
  }
  Outcome write_partial(const PlannedOperation& operation, PageView page, StepTimes* times) {
    return write(operation, page, times);
  }
  Outcome read(const PlannedOperation& operation, PageSpan page) {
    // The plan knows what a read finds; where nothing was written there is nothing to decompress.
    if (operation.content == no_content || prepared_.is_same_filled(operation.content)) return Outcome::ok;
    return prepared_.restore(operation.content, *backend_, page);
  }
  Outcome discard(SlotIndex) { return Outcome::ok; }

 private:
  const PreparedPages& prepared_;
  std::unique_ptr<Backend> backend_;
  alignas(cache_line_bytes) std::array<std::byte, stream_buffer_bytes> buffer_{};
  std::vector<std::byte> away_;
  std::size_t next_ = 0;
};

}  // namespace zramlab
