#include "bench/capture/swap_area.h"

#include "bench/kernel/attribute_file.h"
#include "bench/kernel/zram_control.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <sys/swap.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <sstream>

namespace zramlab {

namespace {

// Offsets within the first page, as the kernel's union swap_header has them: a boot block, then three 4-byte numbers; the signature
// ends the page.
constexpr std::size_t version_offset = 1024;
constexpr std::size_t last_page_offset = 1028;
constexpr std::string_view signature = "SWAPSPACE2";
constexpr int priority_max = 32767;

void put(std::array<std::byte, page_bytes>& page, std::size_t offset, std::uint32_t number) {
  std::memcpy(page.data() + offset, &number, sizeof number);
}

// The kernel escapes spaces in names as \040; devices have none.
bool read_line(const std::string& text, SwapLine& line) {
  std::istringstream words(text);
  std::string type;
  return static_cast<bool>(words >> line.device >> type >> line.size_kib >> line.used_kib >> line.priority);
}

}  // namespace

std::array<std::byte, page_bytes> swap_header(std::uint32_t slots) {
  std::array<std::byte, page_bytes> page{};
  put(page, version_offset, 1);
  put(page, last_page_offset, slots - 1);
  std::memcpy(page.data() + page_bytes - signature.size(), signature.data(), signature.size());
  return page;
}

std::vector<SwapLine> parse_swaps(std::string_view text) {
  std::vector<SwapLine> found;
  std::istringstream lines{std::string(text)};
  std::string line;
  std::getline(lines, line);  // the heading
  for (SwapLine swap; std::getline(lines, line);) {
    if (read_line(line, swap)) found.push_back(swap);
  }
  return found;
}

std::vector<SwapLine> swaps() { return parse_swaps(read_attribute("/proc/swaps").value_or("")); }

int priority_above(const std::vector<SwapLine>& swaps) {
  int highest = -1;
  for (const SwapLine& swap : swaps) highest = std::max(highest, swap.priority);
  return std::min(highest + 1, priority_max);
}

SwapArea::SwapArea(ZramDevice& device) : path_(device.device_path()) {
  const std::uint64_t slots = device.slot_count();
  if (slots < swap_slots_min || slots > std::numeric_limits<std::uint32_t>::max()) {
    throw usage_error(fmt::format("--swap-size: a swap device has at least {} pages of 4 KiB and at most 16 TiB; this one would have {}",
                                  swap_slots_min, slots));
  }
  alignas(page_bytes) const std::array<std::byte, page_bytes> header = swap_header(static_cast<std::uint32_t>(slots));
  if (device.write(0, header) != Outcome::ok) {
    throw InputError(ExitCode::failed, fmt::format("cannot write the swap header to {}", path_.string()));
  }
  device.close();  // swapon wants it for itself
  claim_ = own_register().announce(ThingKind::swap_area, path_);
  const int flags = SWAP_FLAG_PREFER | (priority_above(swaps()) & SWAP_FLAG_PRIO_MASK);
  if (swapon(path_.c_str(), flags) != 0) {
    const int error = errno;
    claim_.gone();
    throw bad_input(fmt::format("bench capture: the kernel does not take {} as swap: {}", path_.string(), std::strerror(error)));
  }
  claim_.made();
}

SwapArea::~SwapArea() {
  // Pages of another program, which has no room for them just now, may lie there too.
  int error = 0;
  const auto switch_off = [&] {
    error = swapoff(path_.c_str()) == 0 ? 0 : errno;
    return error == ENOMEM || error == EINTR ? EBUSY : error;
  };
  if (retry_while_busy(switch_off) == 0) {
    claim_.gone();
    return;
  }
  fmt::print(stderr, "bench: cannot switch off swap on {}: {}; when there is memory for what it holds, `swapoff {}` does\n", path_.string(),
             std::strerror(error), path_.string());
}

}  // namespace zramlab
