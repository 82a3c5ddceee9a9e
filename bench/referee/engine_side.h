// The engine as a referee sees it: a device on the host platform, driven by one thread.
#pragma once

#include "bench/referee/side.h"
#include "engine/device/device.h"
#include "engine/platform/host/host.h"

#include <memory>

namespace zramlab {

struct EngineSideOptions {
  Era era;
  std::uint64_t slots = 1;
  std::uint64_t mem_limit_bytes = 0;  // 0: none
  std::shared_ptr<const Codec> codec;
};

// The order of a write's steps is the same for all strategies when there is one writer, so the plainest does: single-stream.
class EngineSide final : public RefereeSide {
 public:
  explicit EngineSide(const EngineSideOptions& options);

  void restart() override;
  Outcome write(SlotIndex slot, PageView page) override { return device_->write(slot, PageContent{page}); }
  Outcome write_partial(SlotIndex slot, std::size_t offset, ByteView bytes) override { return device_->write_partial(slot, offset, bytes); }
  Outcome read(SlotIndex slot, PageSpan page) override { return device_->read(slot, page); }
  Outcome discard(SlotIndex first, std::uint32_t count) override {
    return device_->discard(std::uint64_t{first} * page_bytes, std::uint64_t{count} * page_bytes);
  }
  void compact() override { static_cast<void>(device_->compact()); }
  MmStat mm_stat() override { return device_->mm_stat(); }

  // The counters against a recount of slots and pool: a line for each difference.
  [[nodiscard]] std::vector<std::string> recount();

 private:
  DeviceOptions options_;
  std::unique_ptr<Device<Host>> device_;
};

}  // namespace zramlab
