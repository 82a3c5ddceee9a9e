// The threads of a trace: a record names its thread by index into this table.
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

struct TraceThread {
  std::uint32_t recorded_id = 0;  // the kernel's thread id
  std::string name;               // may be empty; at most thread_name_bytes_max bytes

  friend bool operator==(const TraceThread&, const TraceThread&) = default;
};

inline constexpr std::size_t threads_max = std::size_t{1} << 20;
inline constexpr std::size_t thread_name_bytes_max = 255;

// Appends the file's form of one entry: this is thread `index`.
void append_thread_entry(std::vector<std::byte>& payload, ThreadIndex index, const TraceThread& thread);

// Applies the `count` entries of a threads chunk: each appends a thread or renames one that is there.
// False if the payload is not exactly that many well-formed entries.
[[nodiscard]] bool apply_thread_entries(ByteView payload, std::uint64_t count, std::vector<TraceThread>& threads);

}  // namespace zramlab
