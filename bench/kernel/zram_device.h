// A zram device of the kernel's, added for this process and removed with it.
#pragma once

#include "bench/kernel/register.h"
#include "engine/base/outcome.h"
#include "engine/base/types.h"
#include "engine/device/statistics.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// What rule 4 of ZramDevice wants.
inline bool is_page_aligned(ByteView memory) { return reinterpret_cast<std::uintptr_t>(memory.data()) % page_bytes == 0; }

struct ZramOptions {
  std::string algorithm;              // the kernel's name, as in comp_algorithm; empty: the kernel's default
  std::string parameters;             // for algorithm_params (Linux 6.12 and later), "level=3"; empty: the kernel's defaults
  std::uint64_t disksize_bytes = 0;   // rounded up to pages
  std::uint64_t mem_limit_bytes = 0;  // 0: none
};

// Why no zram device can be had here at all, and what to run; nullopt: one can. Tests skip with that line. Adds nothing.
std::optional<std::string> missing_for_zram();

// The same for an algorithm: asks a device that it adds and removes.
std::optional<std::string> missing_for_zram(const std::string& algorithm);

// 1. Only ever the device that hot_add gave this object. It is in the register from before it exists until it is removed.
// 2. write, read, discard and the statistics may be called from any thread; the rest by one thread while nobody uses the device.
// 3. Pages go by O_DIRECT: what is read was decompressed by the kernel, not found in its page cache.
// 4. REQUIRES that their memory is aligned to a page, as a PageStore's is. The kernel would take less, but its zram takes each piece of a
//    buffer for a whole page: of one that lies across two it would read, or overwrite, what is before it (seen on 6.18).
// 5. THROWS InputError (bad_input) that says what is missing and what to run, wherever the kernel refuses.
class ZramDevice {
 public:
  // Adds a device and sets it up.
  explicit ZramDevice(const ZramOptions& options);
  // Adds a device that is not set up: for who looks at its attributes first.
  ZramDevice();
  // Resets and removes it. Says on stderr when that fails, and leaves it to the next start.
  ~ZramDevice();
  ZramDevice(const ZramDevice&) = delete;
  ZramDevice& operator=(const ZramDevice&) = delete;

  // Sets up a device that is fresh or reset, and opens it.
  void set_up(const ZramOptions& options);
  // Frees everything, statistics included; it can be set up again. REQUIRES that it is neither swap nor mounted.
  void reset();
  // Empty, with fresh statistics, and set up as before.
  void renew();

  Outcome write(SlotIndex slot, PageView page) const;
  Outcome read(SlotIndex slot, PageSpan page) const;
  // Reads the page, patches it and writes it, which zram itself does on machines with larger pages. Not atomic.
  Outcome write_partial(SlotIndex slot, std::size_t offset, ByteView bytes) const;
  // By BLKDISCARD.
  Outcome discard(SlotIndex first, std::uint64_t count = 1) const;
  void compact() const;

  [[nodiscard]] MmStat mm_stat() const;  // fields that an older kernel does not have are 0
  [[nodiscard]] IoStat io_stat() const;
  [[nodiscard]] DebugStat debug_stat() const;

  [[nodiscard]] std::vector<std::string> algorithms() const;  // that this kernel offers
  [[nodiscard]] std::string algorithm() const;                // that is chosen
  [[nodiscard]] std::uint64_t slot_count() const { return options_.disksize_bytes / page_bytes; }

  [[nodiscard]] const std::string& name() const { return name_; }  // "zram3"
  [[nodiscard]] std::filesystem::path device_path() const;         // /dev/zram3
  [[nodiscard]] std::filesystem::path sysfs_path() const;          // /sys/block/zram3
  [[nodiscard]] int descriptor() const { return descriptor_; }     // open for O_DIRECT and exclusive; -1: closed

  // Lets go of the descriptor, so that the device can become swap.
  void close();
  // REQUIRES that it is closed.
  void open(bool exclusive = true);

 private:
  [[nodiscard]] std::string attribute(std::string_view name) const;
  void set_attribute(std::string_view name, const std::string& value, std::string_view what_to_do) const;
  void choose_algorithm(const ZramOptions& options) const;

  Claim claim_;
  std::string name_;
  ZramOptions options_;
  int descriptor_ = -1;
};

}  // namespace zramlab
