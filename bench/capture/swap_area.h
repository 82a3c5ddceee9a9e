// A block device as swap: its header, and switching it on and off.
#pragma once

#include "bench/kernel/register.h"
#include "bench/kernel/zram_device.h"
#include "engine/base/types.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Below this swapon refuses a device.
inline constexpr std::uint64_t swap_slots_min = 10;

// The first page of a swap area of `slots` pages, this one included: version 1, no bad pages. REQUIRES at least swap_slots_min.
std::array<std::byte, page_bytes> swap_header(std::uint32_t slots);

// A line of /proc/swaps.
struct SwapLine {
  std::string device;
  std::uint64_t size_kib = 0;
  std::uint64_t used_kib = 0;
  int priority = 0;
};

std::vector<SwapLine> parse_swaps(std::string_view text);
std::vector<SwapLine> swaps();  // of /proc/swaps

// A priority above all of them, so that they are used only when ours is full. swapon takes 0 to 32767.
int priority_above(const std::vector<SwapLine>& swaps);

// A zram device as swap, for as long as this lives.
class SwapArea {
 public:
  // THROWS InputError (bad_input).
  explicit SwapArea(ZramDevice& device);
  ~SwapArea();
  SwapArea(const SwapArea&) = delete;
  SwapArea& operator=(const SwapArea&) = delete;

 private:
  std::filesystem::path path_;
  Claim claim_;
};

}  // namespace zramlab
