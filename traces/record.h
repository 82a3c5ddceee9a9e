// One operation of a trace, as it lies in a .ztrace file: docs/trace-format.md shows it byte by byte.
#pragma once

#include "engine/base/types.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zramlab {

enum class Operation : std::uint8_t {
  write,    // a whole page
  read,     // a whole page
  discard,  // the slot becomes empty
  partial,  // `length` bytes at `offset` of `content` replace those bytes of the slot's page
};
inline constexpr std::uint8_t operation_count = 4;

constexpr std::string_view to_string(Operation operation) {
  switch (operation) {
    case Operation::write: return "write";
    case Operation::read: return "read";
    case Operation::discard: return "discard";
    case Operation::partial: return "partial";
  }
  return "unknown operation";
}

// TraceRecord::flags.
inline constexpr std::uint8_t stand_in_flag = 1;  // the recorded content was lost; this one stands in for it
inline constexpr std::uint8_t known_flags = stand_in_flag;

// Operations are in the order in which they were recorded; times may tie.
struct TraceRecord {
  std::uint64_t time_ns = 0;          // since the trace's first operation
  SlotIndex slot = 0;                 // below the trace's slot count
  ContentIndex content = no_content;  // what a write or partial stores; no_content where unknown, and for others
  ThreadIndex thread = 0;             // index into the trace's thread table
  std::uint16_t cpu = 0;              // as recorded
  Operation operation = Operation::write;
  std::uint8_t flags = 0;
  std::uint16_t offset = 0;  // partial only, in bytes; offset and length both 0 mean the whole page
  std::uint16_t length = 0;
  std::uint32_t reserved = 0;

  [[nodiscard]] bool is_stand_in() const { return (flags & stand_in_flag) != 0; }
  friend bool operator==(const TraceRecord&, const TraceRecord&) = default;
};

static_assert(sizeof(TraceRecord) == 32 && std::is_trivially_copyable_v<TraceRecord>);
static_assert(offsetof(TraceRecord, content) == 12 && offsetof(TraceRecord, operation) == 22 &&
              offsetof(TraceRecord, offset) == 24 && offsetof(TraceRecord, reserved) == 28);

}  // namespace zramlab
