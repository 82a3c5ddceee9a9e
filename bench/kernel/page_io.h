// How pages get to the kernel's device and back: one page at a time, by each of the ways that --io names.
#pragma once

#include "bench/kernel/zram_device.h"
#include "engine/base/outcome.h"
#include "engine/base/types.h"

#include <array>
#include <memory>
#include <string_view>

namespace zramlab {

// Used by one thread at a time; each worker has its own. BLOCKS until the page is there.
class PageIo {
 public:
  PageIo() = default;
  virtual ~PageIo() = default;
  PageIo(const PageIo&) = delete;
  PageIo& operator=(const PageIo&) = delete;

  virtual Outcome write(SlotIndex slot, PageView page) = 0;
  virtual Outcome read(SlotIndex slot, PageSpan page) = 0;
};

// The device outlives them. THROWS InputError (bad_input) where the kernel does not let us.
std::unique_ptr<PageIo> make_system_call_io(const ZramDevice& device);
std::unique_ptr<PageIo> make_io_uring_io(const ZramDevice& device);

struct PageIoEntry {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<PageIo> (*make)(const ZramDevice& device);
};

inline constexpr std::array<PageIoEntry, 2> page_ios{{
    {"pwrite", "pwrite and pread", make_system_call_io},
    {"io_uring", "io_uring, a ring for each thread", make_io_uring_io},
}};

}  // namespace zramlab
