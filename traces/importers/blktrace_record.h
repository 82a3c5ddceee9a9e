// A record of blktrace's binary files (the kernel's struct blk_io_trace, version 7).
#pragma once

#include <cstdint>
#include <type_traits>

namespace zramlab {

// A payload of `payload_bytes` follows it.
struct BlktraceRecord {
  std::uint32_t magic = 0;
  std::uint32_t sequence = 0;  // of its device and CPU; not set in notes
  std::uint64_t time_ns = 0;
  std::uint64_t sector = 0;
  std::uint32_t bytes = 0;
  std::uint32_t action = 0;  // what happened, and in the upper half which categories it is of
  std::uint32_t pid = 0;
  std::uint32_t device = 0;  // major << 20 | minor
  std::uint32_t cpu = 0;
  std::uint16_t error = 0;
  std::uint16_t payload_bytes = 0;
};
static_assert(sizeof(BlktraceRecord) == 48 && std::is_trivially_copyable_v<BlktraceRecord>);

inline constexpr std::uint32_t blktrace_magic = 0x65617400;  // the low byte is the version
inline constexpr std::uint32_t blktrace_version = 7;

// The lower half of the action.
enum class BlktraceAction : std::uint32_t { queue = 1, issue = 7, complete = 8, insert = 12 };
inline constexpr std::uint32_t blktrace_process_note = 0;
inline constexpr std::uint32_t blktrace_action_mask = 0xff;  // bit 8: a control group's number is in the payload

// Bits of the upper half.
namespace blktrace_category {
inline constexpr std::uint32_t read = 1U << 16;
inline constexpr std::uint32_t write = 1U << 17;
inline constexpr std::uint32_t note = 1U << 26;
inline constexpr std::uint32_t discard = 1U << 29;
}  // namespace blktrace_category

}  // namespace zramlab
