// The kernel's zram as a referee sees it.
#pragma once

#include "bench/kernel/zram_device.h"
#include "bench/referee/side.h"
#include "engine/base/check.h"

namespace zramlab {

// Partial writes do not exist where zram's logical block is a page: the page is read, patched and written (ZramDevice).
class KernelSide final : public RefereeSide {
 public:
  // Adds a device, which its destructor removes. THROWS InputError (bad_input) that says what is missing.
  explicit KernelSide(const ZramOptions& options) : device_(options) {}

  void restart() override { device_.renew(); }
  Outcome write(SlotIndex slot, PageView page) override {
    ZRAMLAB_CHECK(reinterpret_cast<std::uintptr_t>(page.data()) % page_bytes == 0, "a page for the kernel is not aligned to a page");
    return device_.write(slot, page);
  }
  Outcome write_partial(SlotIndex slot, std::size_t offset, ByteView bytes) override { return device_.write_partial(slot, offset, bytes); }
  Outcome read(SlotIndex slot, PageSpan page) override { return device_.read(slot, page); }
  Outcome discard(SlotIndex first, std::uint32_t count) override { return device_.discard(first, count); }
  void compact() override { device_.compact(); }
  MmStat mm_stat() override { return device_.mm_stat(); }

 private:
  ZramDevice device_;
};

}  // namespace zramlab
