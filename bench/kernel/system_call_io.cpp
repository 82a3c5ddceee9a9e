#include "bench/kernel/page_io.h"

namespace zramlab {

namespace {

class SystemCallIo final : public PageIo {
 public:
  explicit SystemCallIo(const ZramDevice& device) : device_(device) {}
  Outcome write(SlotIndex slot, PageView page) override { return device_.write(slot, page); }
  Outcome read(SlotIndex slot, PageSpan page) override { return device_.read(slot, page); }

 private:
  const ZramDevice& device_;
};

}  // namespace

std::unique_ptr<PageIo> make_system_call_io(const ZramDevice& device) { return std::make_unique<SystemCallIo>(device); }

}  // namespace zramlab
